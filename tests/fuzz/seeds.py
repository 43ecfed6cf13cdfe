"""Where the fuzzer begins: small inputs that are right, a few of each kind, and those that once went wrong."""

import io
import json
import zipfile
from pathlib import Path

from tests.fuzz import targets

FOUND = Path(__file__).with_name("found")  # a folder a target: inputs that once made it fail
_OLD = Path(__file__).parents[1] / "tracker" / "files" / "old-table.xls"

_CSV = [
    b'day,persons,place\n2021-07-31,23,Druskininkai\n01.08.2021,"4,5",\n',
    '\ufeffData;Valore;Note\r\n31/07/2021;1.234;"a\r\nb"\r\n'.encode(),
    "дата\tлюди\n31 июля\t5\n".encode("cp1251"),
    "a,b\n1,2\n".encode("utf-16"),
    b"sep=|\na|b\n1|2\n",
    b'title\n\na,b\n1,"2\n',
]
_GEOJSON = [
    json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "id": 1,
                "geometry": {"type": "Point", "coordinates": [24, 54.5]}, "properties": {"a": {"b": [1, "x"]}}}]}),
    '{"type":"Point","coordinates":[1,2]}\n{"type":"Feature","geometry":null,"properties":null}',
    '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4326"}},"features":[]}',
    '{"a":"\\ud800\\u0000\\"","a":NaN,"type":"Feature"}',
]  # fmt: skip
_HTML = [
    b"<table><tr><th>day<th>n</tr><tr><td>2021-07-31<td colspan=2>5</table>",
    b'<table class="x"><thead><tr><td rowspan=2>a&amp;b</td></tr></thead><tbody><tr><td>1</td></tr></tbody></table>',
]
_CELL = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
_ROW = f"<table:table-row>{_CELL}</table:table-row>"
_SUBMISSIONS = [
    '<data id="a" version="1"><start>2021-07-31T02:10:00.000+03:00</start><g><persons>3</persons></g>'
    "<people><sex>f</sex><age>3</age></people><people><sex>m</sex></people>"
    "<meta><instanceID>uuid:1</instanceID></meta></data>",
    '<?xml version="1.0"?><h:data xmlns:h="x" id="a" encrypted="yes"><h:a>&lt;</h:a></h:data>',
    '<!DOCTYPE d [<!ENTITY a "b">]><data id="x"><a>&a;</a></data>',
]
_LINES = [
    "02:10 Druskininkai 23 IQ:15 CD:5 SY:3 minors 4 > Pabrade",
    "yesterday 23:50 about 20-25 women 3 children 4 B2 escorted",
    "3 Aug 2021 Varena ~12 claimed, 2 injured | note",
]
_CELLS = [
    "1,234", "12.000", "٣١", "31/07/2021", "2021-07-31T02:10:00+03:00", "24:00", "July 2021", "2021", "late June 2021",
    "17.7 million USD", "Irak", "Democratic Republic of the Congo", "3 Aug 2021 2:10 pm",
    "54.1 24.2 100.5 4", "54°42' N 25°18' E", "-54,25",
]  # fmt: skip
_MAPS = [
    "day=Data",
    "headcount@kind=hotspot=In hotspots",
    "group@sex=female@age=0-4=x=y",
    "source=a=b\nvalue=v",
]
_ROWS = [
    "2021-07-31,02:10,about 20,B2,54.1,24.2,IRQ", "late June 2021,2021-07-01,5,yes,closed", "A,B,1,2021-07-01 10:00,,",
    '"sex: f, age: 3; count: 2",x,54 24 1 1', "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15",
]  # fmt: skip


_PROFILES = [
    'as = "published-totals"\ntitle = "A"\nmap = ["day=day", "value=value"]\nset = ["source=x"]\n'
    'date-order = "dmy"\nencoding = "utf-8"\ndelimiter = ";"\nsheet = "S"\n',
    'as = "published-totals"\n[layout]\nheader = [2]\nfirst = 3\nlast = 4\nleave_out = [4]\n'
    '[layout.wide]\ncolumns = ["JAN2021", "FEB2021"]\nname = "month"\nvalue = "value"\n',
    "a = " + "[" * 5_000,
]
_PROPERTIES = [
    '"when":"2021-07-31","persons":5,"latitude":54.5,"longitude":24,"group":{"a":true}',
    '"facility":"A","from":"2021-07-31","nominal":5,"headcount":5,"day":20210731,"persons":12.0',
    '"title":"A","day":"2021","amount":1e3,"value":7,"text":["a",null]',
]


def _zip(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return b"\xff" + file.getvalue()


def seeds(target: str) -> list[bytes]:
    """Inputs for a target, with those that once went wrong."""
    found = [path.read_bytes() for path in sorted((FOUND / target).glob("*"))]
    return found + _seeds(target)


def _seeds(target: str) -> list[bytes]:
    many = range(len(targets._PARSERS))
    match target:
        case "csv":
            return [kind + text for kind in (b" ", b"u") for text in _CSV]
        case "geojson":
            return [text.encode()[2:] for text in _GEOJSON]
        case "html":
            return [text[6:] for text in _HTML]
        case "xls":
            return [_OLD.read_bytes()]
        case "xlsx":
            parts = [bytes([at]) + text.encode() for at, text in enumerate(targets._XLSX.values())]
            return [*parts, _zip(targets._XLSX)]
        case "ods":
            table = f'<table:table table:name="A">{_ROW}{_ROW}</table:table>'
            return [b"\0" + table.encode(), _zip(targets._ODS | {"content.xml": "<x/>"})]
        case "submission":
            return [text.encode() for text in _SUBMISSIONS]
        case "quickline" | "completion":
            return [text.encode() for text in _LINES]
        case "cells":
            return [bytes([at]) + text.encode() for at in many for text in _CELLS]
        case "mapping":
            return [bytes([at]) + text.encode() for at in range(7) for text in _MAPS]
        case "rows":
            return [bytes([at]) + text.encode() for at in range(7) for text in _ROWS]
        case "profile":
            return [text.encode() for text in _PROFILES]
        case "features":
            return [bytes([at]) + text.encode() for at in range(7) for text in _PROPERTIES]
    raise KeyError(target)
