"""The demo: the reference situation, Lithuania–Belarus 2021, and Turkey–Greece in March 2020 beside it."""

from tracker.demo.writing import demo_records, write_demo

__all__ = ["demo_records", "write_demo"]
