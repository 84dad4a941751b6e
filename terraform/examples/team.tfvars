project       = "acme-data"
region        = "europe-west1"
pipelines_dir = "../build/deploy"

# Two of these side by side in one project differ in name.
name        = "sales"
environment = "dev"
labels      = { team = "sales" }

alert_emails = ["oncall@example.com"]
console      = { members = ["group:sales@example.com"] }
budget       = { billing_account = "012345-6789AB-CDEF01", amount = 200 }

# One account for all jobs: fewer accounts, and a pipeline's job can write another's outcome.
jobs_account = "shared"
warehouse    = { datasets = ["sales"], location = "EU" }
