"""The generated client with one defect each: what the checks must find."""
