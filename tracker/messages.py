"""What is wrong, in words: one template a code, and the sentence for an error or a problem. Standard library only.

A template says what happened, and what to do where that is not plain. `ui` passes it through its translation before
the values go in; where it happened (a field, a row) is put before it by `words`. A test walks the sources: each code
that is raised has a template, each placeholder is given wherever it is raised, and no template is left over.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Protocol

from tracker.errors import Problem, Refused, Unreadable

# What a form or a command was given.
_INPUT = {
    "refused": "Nothing was saved: something cannot be taken as it stands.",
    "required": "This is needed.",
    "not_in_list": "“{value}” is not one of the choices.",
    "not_yes_or_no": "This is either yes or no.",
    "not_a_number": "“{value}” is not a number.",
    "negative": "{value} is below zero, which cannot be.",
    "too_many": "{value} is more than {most}, the most that can be entered. Is a digit doubled?",
    "not_a_date": "“{value}” is not a date.",
    "not_a_time": "“{value}” is not a date with or without a time.",
    "no_time_zone": "This time does not say in which time zone it is meant.",
    "unfinished_time": "“{value}” is half a time. Type it as 14:00 or 1400.",
    "date_either_way": "“{value}” may be two days. Write the month as a word: 3 Aug.",
    "time_or_date": "“{value}” may be a day or a time. Write 14:05, or 14 May.",
    "two_times": "“{value}” says two times. Say one.",
    "store_opening": "The store is still being opened. What is typed is kept: save again in a moment.",
    "too_early": "{value} is before 1900. Is a digit missing?",
    "in_the_future": "{value} has not come yet. Check the date, and the clock of this laptop.",
    "not_text": "This is not text.",
    "unreadable_text": "This text has characters that cannot be kept (NUL or half a character). Type them anew.",
    "too_long": "This has {length} characters; there is room for {most}.",
    "half_a_place": "A place on the map needs both latitude and longitude.",
    "not_on_earth": "{value} is no place on earth: latitude goes from -90 to 90, longitude from -180 to 180.",
    "not_coordinates": "“{value}” is no latitude and longitude. Type degrees, as 54.7 N 25.3 E or 54°42' N 25°18' E.",
    "ends_before_start": "The last day is before the first, {first}.",
    "no_such_time_zone": "“{value}” is not a time zone. Use a name such as Europe/Vilnius.",
    "not_a_cutoff": "The day's cut-off is a minute of the day from 1 to 1,440 (midnight), not {value}.",
    "not_a_day_end": "The day ends at a time like 24:00 or 08:00. “{value}” is none.",
    "capacity_missing": "Say how many places there are, or below that this is not known.",
    "capacity_said_and_unknown": "Places are given above, so the capacity is known. Take out one of the two.",
    "not_a_percentage": "A per cent from 1 to 100 is needed, not {value}.",
    "not_a_length": "A length in km is more than zero, not {value}.",
    "when_missing": "Say when it happened, or that this is not known.",
    "when_not_unknown": "There is a time, so the time is not unknown. Say how exact it is.",
    "persons_missing": "Say how many persons, or that this is not known.",
    "persons_not_unknown": "There is a number of persons, so it is not unknown. Say how it is known.",
    "no_persons": "A number of persons is at least one. Leave it empty where it is not known.",
    "more_than_persons": "This is more than the {persons} persons of the whole.",
    "seen_where": "Say in which incident these persons were seen before.",
    "seen_in_itself": "An incident cannot have been seen before in itself.",
    "seen_in_void": "The incident in which they are said to have been seen is void: nobody is counted in it.",
    "seen_in_refuted": "The incident in which they are said to have been seen is refuted: nobody is counted in it.",
    "seen_elsewhere": "The incident in which they are said to have been seen belongs to another situation.",
    "seen_in_uncounted": "The incident in which they are said to have been seen is of a kind that counts nobody.",
    "seen_in_circle": "That incident's persons were seen before in this one: one of the two has to count them.",
    "incident_linked": "{number} incidents say that their persons were counted in this one: {incidents}. "
    "Unlink these first, or these persons are in no number.",
    "range_not_estimated": "Only an estimate has a lowest and a highest number.",
    "range_excludes": "The range leaves out {persons}, the number itself.",
    "group_of_nothing": "Say a nationality, a sex or an age for this part of the group.",
    "unlike_measures": "Figures that count different things are not added: {rules}.",
    "whole_and_parts": "A whole and its parts are not added: {parts}.",
    "periods_overlap": "Figures of overlapping days are not added: {first} to {last} is in two of them.",
    "profile_unknown": "There is no profile “{name}”. There are: {known}.",
    "profile_unreadable": "The profile {file} cannot be read: {reason}.",
    "profile_name": "“{name}” cannot be a profile's name: small letters, digits, dots and hyphens, 60 at most.",
    "profile_of_other_subject": "The profile “{name}” is for {subject}.",
    "subject_needed": "Say what the rows are, with --as, or name a profile. Here may fit: {profile}.",
    "doubt_twin": "Row {other} of the file says just the same.",
    "doubt_remark": "Beside the number stands “{remark}”.",
    "cutoff_read": "Days end at {hour}, as the table says (“{text}”).",
    "cutoff_differs": "The table says that its days end at {hour} (“{text}”); days of this situation end at {own}.",
    "doubt_from_now": "It does not say since when: from now on is taken.",
    "doubt_new_name": "“{name}” is not here yet and will be recorded.",
    "doubt_many": "{value} is far more than the other rows have: is there a digit too many?",
    "header_again": "The header once more: “{text}”.",
    "second_table": "Another table begins here: “{text}”. Its rows: --header and --rows, in an import of their own.",
    "title_row": "Row {row} stands above the table: “{text}”.",
    "total_columns": "Columns of sums are left out, what is in the others counts: {columns}.",
    "title_rows": "Rows {first} to {last} stand above the table: “{text}”.",
    "header_found": "The header is row {row}.",
    "header_joined": "The header is rows {first} to {last}, joined.",
    "header_none": "There is no header: columns are called {columns} …",
    "header_missing": "There is no header in row {row} of {file}.",
    "columns_to_rows": "{count} columns, {first} to {last}, are taken as rows of their own, by {name}.",
    "column_missing": "{file} has no column “{column}”.",
    "before_first": "Between the header and the first row, as somebody marked it: “{text}”.",
    "below_table": "Below the table: “{text}”.",
    "left_out_by_layout": "Somebody said that this is no row of the table.",
    "footnote": "A footnote: “{text}”.",
    "text_row": "Words among the rows: “{text}”.",
    "hxl_tags": "Row {row} has HXL tags: they say what the columns hold.",
    "total_row": "The sum of rows {first} to {last}; what is in them counts.",
    "total_row_differs": "It is called a total, and is not the sum of rows {first} to {last}: what is in them counts.",
    "html_without_table": "There is no table on the page {file}.",
    "too_many_tables": "{file} has more tables than any page, or they stand in each other ({limit} are read).",
    "too_many_rows": "{file} has more rows than are read at once ({limit}).",
    "no_sheet": "{file} is no sheet: it has no header and no rows to be named.",
    "rows_unreadable": "“{text}” does not name rows: 7, 6-7, 8-40.",
    "header_too_tall": "A header has {limit} rows at most, and {count} are named.",
    "first_behind_last": "Row {first} would be the table's first one, and row {last} its last: it has no rows then.",
    "too_few_columns": "The sheet has one column alone: none of its columns can stand for rows.",
    "wide_unreadable": "“{text}” does not name columns: month=JAN2009..DEC2024.",
    "export_ending": "{name} ends in none of .xlsx, .zip, .csv, .geojson: the ending says what is written.",
    "csv_of_one_kind": "A CSV holds one kind of records: say which with --what, or write .zip or .xlsx. "
    "Kinds: {kinds}.",
    "geojson_of_places": "GeoJSON holds what has a place: {kinds}.",
    "publication_has_no_places": "What is published has no places: write .xlsx, .zip or .csv.",
    "publication_of_one_situation": "What is published is of one situation: say which with --situation.",
    "left_out_kinds": "Records of other kinds: {kinds}.",
    "left_out_but_names": "Of what records name of these kinds all but the name: {kinds}.",
    "left_out_links": "Links to records of these kinds are only their ids: {kinds}.",
    "left_out_void": "Voided records: {count}.",
    "left_out_situations": "Other situations: {count}.",
    "left_out_days": "Records of other days.",
    "left_out_evidence": "Files of evidence: their names and hashes are here, and not what is in them.",
    "left_out_log": "The log: who recorded and changed what, and what records were before.",
    "left_out_single": "Single records: every figure is a count of a group.",
    "left_out_small": "Small counts, and others with which they could be worked out.",
    "left_out_words": "Free text, exact places and times, evidence, names of facilities, references and ids.",
    "export_newer": "{file} was written by a newer version of this program.",
    "not_as_written": "“{value}” is not as this program writes it.",
    "own_has_situation": "{file} says itself which situation it is of: leave --situation out, or say with --as what "
    "its rows are, to have it read as any table.",
    "links_left_out": "Links to records that are neither here nor in the file were left out: {count} ({names}).",
    "own_zone_assumed": "The file only names its situation: its time zone is taken to be {zone}.",
    "own_regime_assumed": "Facilities that the file only names are taken to be open: {count}.",
    "own_name_taken": "There is another {kind} called “{name}” here. Rename it, or import into a new store.",
    "rows_unaccounted": "The classes come to {sum} rows, and {read} were read.",
    "composition_exceeds": "The parts come to {total}, more than the {persons} persons.",
    "totals_exceed": "By {of} the parts come to {total}, more than the {persons} persons.",
    "parts_exceed": "Of the age “{of}” there are {whole} in all, and {total} in its parts.",
    "more_out_of_use": "More places are out of use than the {places} that there are.",
    "need_of_nothing": "Say either a need or an interpreter's language.",
    "reason_needs": "Moved for this reason ({reason}), people come from or go to a facility: name it.",
    "reason_forbids": "Moved for this reason ({reason}), people have no facility here: leave it empty.",
    "same_place": "People cannot be moved to where they are.",
    "arrived_before_left": "People cannot have arrived before they left.",
    "arrived_nowhere": "There is a time of arrival, but no facility to arrive at.",
    "reported_before": "The report's date is before the first day that it is about, {first}.",
    "reason_missing": "Say why: a record is voided with a reason.",
    "already_void": "This record is void already: {reason}",
    "already_verified": "This incident is verified already.",
    "arrived_already": "These people have arrived already.",
    "time_of_day_missing": "Say the hour as well: who came before it and who after must be told apart.",
    "language_without_persons": "Say how many need an interpreter for {language}.",
    "facility_void": "“{name}” was voided: nobody can be there. Choose another facility.",
    "facility_elsewhere": "“{name}” belongs to another situation. Choose a facility of this one.",
    "facility_in_use": "{headcounts} headcounts, {movements} movements and {changes} changes of capacity name this "
    "facility. Void these first; a place that closes has a capacity of 0 from then on.",
    "sector_void": "“{name}” was voided. Choose another sector.",
    "sector_in_use": "{incidents} incidents, {facilities} facilities and {totals} published totals name this sector. "
    "Amend or void these first.",
    "situation_void": "“{name}” was voided. Choose another situation.",
    "situation_in_use": "{number} records stand in this situation. Void these first.",
    "move_unknown_number": "People of unknown number cannot be expected anywhere. Say how many, at least about.",
    "name_taken": "There is one called “{name}” already. Use that one, or another name.",
    "evidence_waiting": "A file is still being read. Save again in a moment.",
    "nothing_to_undo": "There is nothing of yours to undo.",
    "remarks_not_published": "A report for publication has no free text. Leave the remarks out, or make it an "
    "operational "
    "one.",
    "report_not_undone": "A report that was released is not taken back: others have read it. Release a corrected "
    "one.",
    "report_not_same": "The report of {day} cannot be made as it was released at position {position}: this is another "
    "version of the program, or something was erased. The released file itself is kept: border-tracker reports",
    "report_released": "This very report was released already, by {by} at {at}.",
    "nothing_to_redo": "There is nothing to do again.",
    "changed_since": "{by} changed this record at {at}, after you had read it. Nothing was written: look at both.",
    "no_such_record": "There is no such record here ({type} {id}). It may have come from another store.",
    "no_such_position": "The log of this store goes from 1 to {newest}: there is no position {position} in it.",
    "no_such_situation": "This store has no situation called “{name}”.",
}

# The store's file, the disk, other programs.
_STORE = {
    "not_a_store": "{path} is not a store of Border Tracker. Nothing in it was changed.",
    "store_is_directory": "{path} is a folder. Name a file in it.",
    "store_is_empty": "{path} is an empty file, not a store. Delete it, or name another.",
    "no_such_store": "There is no store at {path}.",
    "store_exists": "There is a file at {path} already. Nothing in it was changed: name another.",
    "store_unreadable": "{path} may not be read by you. Ask whoever looks after this laptop.",
    "store_cannot_open": "{path} cannot be opened: {reason}.",
    "store_read_only": "{path} or its folder cannot be written. Nothing was saved: copy it to a folder of your own.",
    "past_not_written": "This is the store as it was, to be looked at: nothing can be recorded in it.",
    "store_newer": "{path} was written by a newer Border Tracker. It was not touched: install the newer program.",
    "store_locked": "{path} is in use by another program. Nothing was saved: close the other one, and try again.",
    "store_damaged": "{path} is damaged. Nothing was saved. Keep the file as it is, and take your last copy.",
    "disk_full": "The disk with {path} is full. The last change was not saved: make room, and save again.",
    "disk_error": "The disk with {path} cannot be read or written. Nothing was saved: copy the store elsewhere now.",
    "copy_not_sound": "The copy of {path} that is taken before an update is not sound, so it was not updated.",
    "migration_broke_references": "The store could not be brought up to date (table {table}). It was left as it was.",
    "store_not_open": "No store is open. Nothing was saved.",
    "drafts_damaged": "The file of half-typed forms, {path}, is damaged.",
    "file_disk_full": "The disk with {path} is full. Nothing was left there: make room, or choose another place.",
    "file_without_folder": "There is no folder {folder}. Nothing was written: make it first, or choose another place.",
    "name_of_folder": "{path} is a folder. Nothing was written: give the file another name.",
    "file_on_read_only": "The disk with {path} can only be read. Nothing was written: choose another place.",
    "file_not_allowed": "{path} must not be written, or is open in another program. Nothing was changed: close it "
    "there, or choose another place.",
    "file_not_written": "{path} cannot be written ({reason}). Nothing was left there: choose another place.",
    "drafts_disk_full": "The disk is full: what is typed is not kept until it is saved. Make room on it.",
    "drafts_not_written": "{path} cannot be written: what is typed is not kept until it is saved ({reason}).",
}

# What `check` finds.
_FINDINGS = {
    "pages_damaged": "The file is damaged: {said}",
    "reference_broken": "Row {row} of table {table} refers to a row of {parent} that is not there.",
    "table_missing": "Table {table} is missing.",
    "schema_missing": "The {kind} {name} is missing from the file's schema.",
    "schema_added": "There is a {kind} in the file that Border Tracker does not make: {name}.",
    "schema_changed": "The {kind} {name} is not as Border Tracker makes it.",
    "station_missing": "The station that this store writes as is not recorded in it ({id}).",
    "unreadable_row": "A row can no longer be read ({kind}): a byte of the file was changed.",
    "revision_missing": "Revision {position} is missing from the log.",
    "chain_gap": "The station's revisions {from} to {to} are missing before position {position} of the log.",
    "content_changed": "Revision {position} was changed after it was written (record {record}).",
    "chain_broken": "The chain is broken at revision {position}: it, or one before it, was changed or taken away.",
    "parent_missing": "Revision {position} does not follow the revision before it of its record ({record}).",
    "row_missing": "The row of a {type} is missing ({id}).",
    "log_not_whole": "The rows were not made anew: the log that they would be made from is not whole.",
    "row_changed": "The row of a {type} was changed behind the log's back: {field} ({id}).",
    "row_without_revision": "There is a row of a {type} without a revision in the log ({id}).",
    "totals_differ": "The kept totals are not what the incidents come to (situation {situation}).",
    "search_changed": "The search index does not say what its record says of an incident ({id}).",
    "evidence_missing": "The file {name} of an incident is not beside the store ({id}).",
    "report_missing": "The file of the report of {day} that was released is not beside the store ({id}).",
    "report_changed": "The file of the report of {day} was changed after it was released ({id}).",
    "evidence_changed": "The file {name} of an incident was changed after it was taken in ({id}).",
    "search_differs": "The search index knows {indexed} incidents; there are {incidents}.",
}

# Files that are read in.
_FILES = {
    "file_missing": "There is no file {file}.",
    "file_is_folder": "{file} is a folder without submissions of a form in it. Name a file in it.",
    "file_not_regular": "{file} is not a file that can be read from its start to its end.",
    "file_not_permitted": "{file} may not be read by you. Copy it to a folder of your own.",
    "file_unreadable": "{file} cannot be read: {reason}.",
    "file_empty": "{file} is empty.",
    "file_of_other_kind": "{file} is of another kind ({kind}). Save it as CSV, XLSX or ODS.",
    "file_not_a_table": "{file} is not a table: it has bytes that no text has. Save it as CSV, XLSX or ODS.",
    "file_damaged": "{file} is damaged and cannot be read. Open it in its own program, and save it anew.",
    "file_changed": "{file} was changed while it was read. Nothing was written: wait until it is saved, and "
    "try again.",
    "file_encrypted": "{file} is locked by a password. Save it without one.",
    "file_too_large_inside": "{file} unpacks to more than {limit} bytes. Take the sheet that you need out of it.",
    "sheet_missing": "{file} has no sheet “{sheet}”; it has: {sheets}.",
    "sheet_empty": "Sheet “{sheet}” of {file} is empty.",
    "sheet_too_large": "The sheets of {file} have more than {limit} cells. Take the sheet that you need out of it.",
    "header_unreadable": "Row {row} of {file}, its column names, cannot be read: {problem}.",
    "geojson_damaged": "{file} is no whole GeoJSON: at feature {row} it goes wrong. Save it anew in its own program.",
    "geojson_crs": "{file} has coordinates of another system ({crs}). Save it with WGS 84, degrees of longitude and "
    "latitude (EPSG:4326).",
    "geojson_feature_too_large": "Feature {row} of {file} has more than {limit} characters. Save it with less detail.",
    "geojson_not_points": "Features that are lines or areas ({kinds}): {count}. Only points are places here: these "
    "come in without one.",
    "too_many_submissions": "{file} has more than {limit} submissions, or is a zip too large to look through: unpack "
    "it, and import its folders one by one.",
    "unknown_encoding": "There is no encoding “{text}”. Names such as utf-8, windows-1257 or utf-16 are known.",
    "not_a_delimiter": "“{text}” cannot stand between columns. One character is needed, such as ; or ,",
    "encoding_guessed": "The encoding was guessed as {encoding}. If letters are wrong, name another: --encoding",
    "kind_not_as_named": "It is called {ending} and is {kind}: it is read as that.",
    "sheet_chosen": "Sheet “{sheet}” was read. There are: {sheets}. Another: --sheet NAME",
    "duplicate_header": "Columns {columns} are all called “{name}”. The first is read.",
    "formulas_without_result": "Cells with a formula whose result was not saved, or is an error: {count}. "
    "They are read "
    "as empty: open the file in its own program, and save it anew.",
    "repeats_joined": "What was said several times was taken into its row, from the sheets: {sheets}.",
    "repeats_not_joined": "Repeats within repeats are not read: {sheets}.",
    "total_by_name": "“{text}” is the name of several together: what they are counted with, counts.",
    "cells_without_name": "What stands in columns without a name was not read, such as “{text}”: rows {rows}.",
    "shown_twice": "A time that the clock showed twice, when it was put back, is taken to be the first: rows {rows}.",
    "own_differs": "It is here and says something else, in: {fields}. What is here stays: amend it if the file "
    "is right.",
    "units_row": "What the columns are counted in: “{text}”.",
    "rule_assumed": "“{column}” does not say what it counts: persons are assumed. Otherwise: --set rule=detections",
    "serial_days": "Days that a spreadsheet left as numbers are read as such: {value} is {day}.",
    "merged_cells": "Merged cells: {count}. Words in one that goes down stand for each of its rows, numbers "
    "for the first alone.",
}

# Rows and cells of such files.
_ROWS = {
    "geojson_no_feature": "This is no feature of GeoJSON: it needs a geometry and properties.",
    "geojson_no_point": "The point has no two numbers: longitude, latitude.",
    "coordinates_swapped": "Latitude and longitude stand the wrong way round ([{first}, {last}]): GeoJSON has the "
    "longitude first.",
    "json_too_deep": "Brackets stand in more than {limit} others.",
    "json_key_twice": "“{key}” stands here twice: which one is meant?",
    "json_not_a_number": "{value} is not a number.",
    "xml_damaged": "The submission {folder} is no whole XML: its end may be missing. Send it anew from the device.",
    "xml_doctype": "The submission {folder} declares a document type, which none has and which may do harm: "
    "it is not read.",
    "xml_too_deep": "In the submission {folder} elements stand in more than {limit} others, as in no form.",
    "xml_too_large": "The submission {folder} is larger than any ({limit} elements are taken).",
    "submission_encrypted": "The submission {folder} is encrypted. Export it from the server with the form's "
    "private key.",
    "submission_none": "{folder} is no submission of a form.",
    "group_unreadable": "“{value}” is no group of people: nationality: IRQ, sex: f, age: 34; sex: m, count: 2",
    "unclosed_quote": "A quotation mark is opened and never closed.",
    "stray_quote": "A quotation mark stands where none can be.",
    "nul_bytes": "The row has NUL bytes.",
    "undecodable": "The row has bytes that {encoding} does not know. Is it another encoding?",
    "cell_too_long": "A cell has more than {limit} characters.",
    "line_too_long": "The line has more than {limit} characters.",
    "too_many_columns": "There are more than {limit} columns.",
    "too_many_cells": "The row has {found} cells under {expected} columns.",
    "not_whole": "“{value}” is not a whole number.",
    "absurd_count": "“{value}” is more than {maximum}, the most that can be taken.",
    "ambiguous_number": "“{value}” may be {readings}.",
    "figures_differ": "{one} and {other} are said of the same days (rows {rows}). Which counts? Give each the date of "
    "its report, or leave out those that do not count.",
    "figures_differ_unread": "{one} and {other} are said of the same days (rows {rows}). What tells them apart? Not "
    "read are: {columns}. Choose a field for one of these, or give each the date of its report.",
    "text_too_long": "The text has more than {limit} characters.",
    "not_a_month": "“{value}” is not a month.",
    "not_a_year": "“{value}” is not a year of four digits.",
    "impossible_date": "“{value}” is not a day of any calendar.",
    "order_dmy": "Dates have the day first: {value} is one of them. Otherwise: --date-order mdy",
    "order_mdy": "Dates have the month first: {value} is one of them. Otherwise: --date-order dmy",
    "ambiguous_date": "“{value}” may be {readings}: does the day or the month stand first?",
    "two_digit_year": "“{value}” has a year of two digits, which may be of any century.",
    "year_out_of_range": "The year of “{value}” is not one from {first} to {last}.",
    "impossible_time": "“{value}” has a time that no clock shows.",
    "impossible_offset": "“{value}” has an offset from UTC that no place has.",
    "no_such_local_time": "“{value}” does not exist in {zone}: the clock was put forward over it.",
}

# What the command line was asked for, and what an import makes of rows.
_IMPORT = {
    "map_without_equals": "“{text}” does not say which column holds which field: --map FIELD=COLUMN",
    "set_without_equals": "“{text}” does not give a field a value: --set FIELD=VALUE",
    "unknown_field": "There is no field “{field}” for {subject}. There are: {known}.",
    "unknown_qualifier": "The field “{field}” cannot be of a certain {qualifier}: it can be of {known}.",
    "unknown_column": "The file has no column “{column}”. It has: {known}.",
    "set_unreadable": "“{text}” cannot be set as {field}: {reason}",
    "fields_missing": "For {subject}, say which column holds {missing}: --map FIELD=COLUMN. The file has: {known}.",
    "situation_needed": "This store has several situations. Say which: --situation NAME. There are: {known}.",
    "situation_unknown": "There is no situation “{name}” here. There are: {known}. A new one: --open-situation",
    "report_not_named": "Name the new file: border-tracker report --day 2021-07-31 FILE.pdf",
    "no_situation_yet": "This store has no situation yet. Open one in the program, or import a table.",
    "remarks_too_long": "{file} has more than {limit} characters. Remarks are a few sentences.",
    "store_not_named": "Name the new store: border-tracker demo STORE",
    "situation_not_here": "There is no situation “{name}” here. There are: {known}.",
    "store_without_situation": "This store has no situation yet. Name one: --situation NAME --open-situation",
    "zone_differs": "“{name}” has times of {zone}. --time-zone is for a new situation: leave it out.",
    "zone_assumed": "The new situation's time zone is {zone}, this laptop's. Another: --time-zone Europe/Vilnius",
    "zone_unknown": "The new situation's time zone is {zone}, because this laptop's is not known: days end at "
    "midnight there. Another: --time-zone Europe/Vilnius",
    "capacity_from_now": "Capacities are taken to hold from now on: {count}. Another: --set from=2021-01-01",
    "like_others": "Added, but alike in time, sector and number to incidents that were here: rows {rows}. The same?",
    "regime_assumed": "New facilities without a regime are taken to be open: {count}. Another: --set regime=closed",
    "sheet_of_csv": "{file} is a CSV and has no sheets: leave --sheet out.",
    "imported_meanwhile": "Another program imported the same rows meanwhile. Nothing was written: import once more.",
    "named_meanwhile": "Somebody recorded “{name}” meanwhile. Nothing was written: import once more.",
    "after_report": "{day} is after the report's own date, {reported}: it says nothing of that day (it has "
    "“{value}”).",
    "after_report_damaged": "{day} is after the report's own date, {reported}, and its value, “{value}”, is damaged.",
    "not_collected": "There is no value: not collected, which is not zero.",
    "corrected_later": "A later submission corrects this one: row {by} counts.",
    "correction_of_earlier": "It corrects a submission that came in before. Nothing was changed: amend that "
    "record, or "
    "void it and import once more.",
    "evidence_not_found": "Files that rows name and that are not there, or cannot be read: {count} ({names}).",
    "choice_unknown": "“{value}” is not one of: {choices}.",
    "flag_unreadable": "“{value}” is neither yes nor no.",
    "nationality_unknown": "“{value}” is no nationality that is known here.",
    "nationality_unclear": "“{value}” may be {choices}.",
    "nationality_empty": "No nationality is said. “all” stands for all together, “other” and “unknown” for "
    "themselves.",
    "sector_unknown": "There is no sector “{value}”. There are: {choices}. To make new ones: --create-sectors",
    "facility_unknown": "There is no facility “{value}”. There are: {choices}.",
    "facility_differs": "“{name}” is here already, with {here} and not {value}. Change it in the program.",
    "number_unclear": "“{value}” has no number of its own: write 23, about 20, or 20-25.",
    "grade_unreadable": "“{value}” is no grade of a source: a letter A to F, and a number 1 to 6, such as B2.",
}

MESSAGES: dict[str, str] = {**_INPUT, **_STORE, **_FINDINGS, **_FILES, **_ROWS, **_IMPORT}

# Fields of records and files where their name with spaces would not be a reader's word for them.
_FIELDS = {
    "arrived_at": "arrived",
    "basis": "how the number is known",
    "border_km": "length of the border",
    "counted_at": "when counted",
    "cutoff": "the day's cut-off",
    "first_day": "first day",
    "from_at": "from when",
    "from_facility": "from",
    "happened_at": "when it happened",
    "high": "highest number",
    "last_day": "last day",
    "left_at": "left",
    "length_km": "length",
    "low": "lowest number",
    "moved_to": "where to",
    "posted_at": "when posted",
    "precision": "how exact the time is",
    "reported": "date of the report",
    "seen_before": "seen before",
    "tight_at": "tight from",
    "to_facility": "to",
}

# Values that are labels: their digits are not set apart by thousands.
_LABELS = {"row", "position", "newest", "columns", "from", "to", "situation", "first", "last"}


class Coded(Protocol):
    """A problem, an error or a finding of `check`: a code, and the values to name."""

    @property
    def code(self) -> str:
        """A key of `MESSAGES`."""

    @property
    def values(self) -> dict[str, Any]:
        """What the template's placeholders stand for."""


def sentence(
    what: Coded,
    translate: Callable[[str], str] = str,
    show: Callable[[str, Any], str] | None = None,
) -> str:
    """What is wrong, without where. `translate` gets the template; `show` writes a value, given its name."""
    show = show or shown
    template = translate(MESSAGES[what.code])
    return template.format_map(_Given({name: show(name, value) for name, value in what.values.items()}))


def words(what: Coded) -> str:
    """What is wrong and where, in English: row, field, sentence. One line a problem for `Refused`."""
    if isinstance(what, Refused) and what.problems:
        return "\n".join(words(problem) for problem in what.problems)
    said = sentence(what)
    if isinstance(what, Unreadable) and what.values["file"] not in said:
        return f"{what.values['file']}: {said}"
    if isinstance(what, Problem) and what.field:
        field = field_words(what.field)
        said = f"{field if what.row is not None else field[0].upper() + field[1:]}: {said}"
    if isinstance(what, Problem) and what.row is not None:
        column = what.values.get("from_column")  # columns that became rows
        said = f"Row {what.row}{f', column {column}' if column else ''}: {said}"
    return said


def field_words(name: str) -> str:
    """A field's name for a reader: `groups[2].count` is "groups 3, count"."""
    parts = []
    for part in name.split("."):
        bare, _, index = part.partition("[")
        said = _FIELDS.get(bare, bare.replace("_", " "))
        parts.append(f"{said} {int(index[:-1]) + 1}" if index[:-1].isdigit() else said)
    return ", ".join(parts)


def shown(name: str, value: Any) -> str:
    """A value as a message repeats it: thousands set apart, ISO dates, long texts cut."""
    if value is None:
        return "–"
    if isinstance(value, int) and not isinstance(value, bool) and name not in _LABELS:
        return f"{value:,}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return listed([shown(name, v) for v in value])
    if name in ("code", "problem") and value in MESSAGES:
        return MESSAGES[value].rstrip(".")
    text = str(value)
    return text if len(text) <= 200 else text[:199] + "…"


def listed(names: list[str], most: int = 40) -> str:
    """Names one after the other; what is beyond `most` is counted."""
    if len(names) <= most:
        return ", ".join(names)
    return ", ".join(names[:most]) + f" and {len(names) - most} more"


class _Given(dict[str, str]):
    """A value that a message names and nobody gave is shown as a dash: a sentence with a gap beats a traceback."""

    def __missing__(self, name: str) -> str:
        return "–"
