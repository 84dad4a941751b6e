project       = "acme-data-dev"
region        = "europe-west1"
pipelines_dir = "../build/deploy"
environment   = "dev"

# Nobody waits for what is in dev: its schedules sleep until somebody works on it.
paused = true
