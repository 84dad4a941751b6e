bucket = "acme-data-dev-headrace-state"
prefix = "headrace"
