project       = "acme-data"
region        = "europe-west1"
pipelines_dir = "../build/deploy"
