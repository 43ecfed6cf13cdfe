"""A coverage-guided fuzzer over each parser: `make fuzz RUNS=1000000`."""
