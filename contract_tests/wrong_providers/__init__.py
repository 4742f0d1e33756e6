"""The reference service with one defect each: what the checks must find."""
