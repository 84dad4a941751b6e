# Scheduler jobs.

variables {
  project         = "acme-data"
  region          = "europe-west1"
  pipelines_dir   = "build/packages/two"
  allow_data_loss = true
}

run "one_job_for_each_scheduled_pipeline" {
  assert {
    condition     = { for name, job in google_cloud_scheduler_job.pipeline : name => "${job.schedule} ${job.time_zone}" } == { flights = "15 4 * * * America/New_York" }
    error_message = "There should be one job, with the pipeline's cron line and zone; adhoc has no schedule."
  }
  assert {
    condition     = google_cloud_scheduler_job.pipeline["flights"].name == "headrace-headrace-flights"
    error_message = "headrace pause looks for the job under this name."
  }
  assert {
    condition     = base64decode(google_cloud_scheduler_job.pipeline["flights"].http_target[0].body) == "{\"pipeline\":\"flights\"}"
    error_message = "The job should name its pipeline."
  }
  assert {
    condition     = base64decode(google_cloud_scheduler_job.reconcile.http_target[0].body) == jsonencode({ definitions = { for name, pipeline in local.pipelines : name => pipeline.definition } })
    error_message = "Reconcile should be told which definitions are in force."
  }
  assert {
    condition     = google_cloud_scheduler_job.reconcile.schedule == "*/5 * * * *" && !google_cloud_scheduler_job.reconcile.paused
    error_message = "Reconcile should be called every five minutes."
  }
  assert {
    condition     = alltrue([for job in concat(values(google_cloud_scheduler_job.pipeline), [google_cloud_scheduler_job.reconcile]) : tonumber(trimsuffix(job.attempt_deadline, "s")) > var.functions.timeout_seconds])
    error_message = "Whoever calls should wait longer than the function may take."
  }
  assert {
    condition     = alltrue([for name, url in { schedule = google_cloud_scheduler_job.pipeline["flights"].http_target[0], reconcile = google_cloud_scheduler_job.reconcile.http_target[0] } : url.uri == local.urls[name] && url.oidc_token[0].audience == local.urls[name] && url.oidc_token[0].service_account_email == "headrace-scheduler@acme-data.iam.gserviceaccount.com"])
    error_message = "Each job should call its function with a token for it."
  }
  assert {
    condition     = google_cloud_scheduler_job.pipeline["flights"].retry_config[0].retry_count == 5
    error_message = "A lost tick should be tried again."
  }
}

run "all_pipelines_can_be_paused" {
  command = plan
  variables {
    paused = true
  }

  assert {
    condition     = google_cloud_scheduler_job.pipeline["flights"].paused && !google_cloud_scheduler_job.reconcile.paused
    error_message = "Ticks should pause, and repairs should go on."
  }
}
