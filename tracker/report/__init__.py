"""The situation report of a day, the shift's handover, the five figures for the radio, and the blank form on paper."""
