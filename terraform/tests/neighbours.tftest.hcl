# Two installations in one project share nothing. neighbours.mjs compares everything else that they make.

variables {
  project         = "acme-data"
  region          = "europe-west1"
  pipelines_dir   = "build/packages/two"
  allow_data_loss = true
}

run "one" {
  variables {
    name = "head"
  }
}

run "beside_another" {
  variables {
    name = "headrace"
  }

  assert {
    condition     = length(setintersection(toset(values(run.one.buckets)), toset(values(output.buckets)))) == 0
    error_message = "Buckets should differ."
  }
  assert {
    condition     = length(setintersection(toset(concat(values(run.one.accounts.functions), values(run.one.accounts.callers), values(run.one.accounts.jobs))), toset(concat(values(output.accounts.functions), values(output.accounts.callers), values(output.accounts.jobs))))) == 0
    error_message = "Accounts should differ."
  }
  assert {
    condition     = length(setintersection(toset(values(run.one.functions)), toset(values(output.functions)))) == 0
    error_message = "Functions should differ."
  }
}
