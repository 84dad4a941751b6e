project       = "acme-data-prod"
region        = "europe-west1"
pipelines_dir = "../build/deploy"
environment   = "prod"
alert_emails  = ["oncall@example.com"]
