bucket = "acme-data-prod-headrace-state"
prefix = "headrace"
