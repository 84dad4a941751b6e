# What is read of a package, and what of it is refused.

variables {
  project         = "acme-data"
  region          = "europe-west1"
  pipelines_dir   = "build/packages/two"
  allow_data_loss = true
}

run "three_variables_suffice" {
  command = plan

  assert {
    condition     = length(google_cloudfunctions2_function.this) == 5
    error_message = "There should be five functions."
  }
}

run "a_folder_that_is_not_there_is_named" {
  command = plan
  variables {
    pipelines_dir = "build/packages/nowhere"
  }
  expect_failures = [var.pipelines_dir]
}

run "a_folder_that_was_not_packaged_is_named" {
  command = plan
  variables {
    pipelines_dir = "build/packages/not-packaged"
  }
  expect_failures = [var.pipelines_dir]
}

run "a_manifest_of_something_else_is_refused" {
  command = plan
  variables {
    pipelines_dir = "build/packages/no-manifest"
  }
  expect_failures = [var.pipelines_dir]
}

run "a_changed_file_is_refused" {
  command = plan
  variables {
    pipelines_dir = "build/packages/stale"
  }
  expect_failures = [terraform_data.package]
}

run "a_newer_form_is_refused" {
  command = plan
  variables {
    pipelines_dir = "build/packages/newer-form"
  }
  expect_failures = [terraform_data.package]
}

run "the_name_of_the_job_that_repairs_is_refused" {
  command = plan
  variables {
    pipelines_dir = "build/packages/reserved"
  }
  expect_failures = [terraform_data.package]
}

run "a_bucket_that_a_package_has_no_business_in_is_refused" {
  command = plan
  variables {
    pipelines_dir = "build/packages/foreign-bucket"
  }
  expect_failures = [terraform_data.package]
}

run "two_pipelines_with_one_account_are_refused" {
  command = plan
  variables {
    pipelines_dir = "build/packages/equal-accounts"
  }
  expect_failures = [terraform_data.package]
}

run "more_pipelines_than_a_call_can_name_are_refused" {
  command = plan
  variables {
    pipelines_dir = "build/packages/too-many"
  }
  expect_failures = [terraform_data.package]
}

run "every_file_is_uploaded_under_its_hash" {
  command = plan

  assert {
    condition     = toset(keys(google_storage_bucket_object.package)) == toset(keys(local.data_objects))
    error_message = "Each object of the manifest should be uploaded, and nothing else."
  }
  assert {
    condition     = alltrue([for path, object in google_storage_bucket_object.package : strcontains(object.name, local.data_objects[path].sha256)])
    error_message = "Names should carry the content's hash."
  }
  assert {
    condition     = alltrue([for object in google_storage_bucket_object.package : object.deletion_policy == "ABANDON"])
    error_message = "What live jobs may still read should stay."
  }
  assert {
    condition     = !anytrue([for object in google_storage_bucket_object.package : can(regex("deployment\\.json|watermark\\.json|^runs/|^slots/", object.name))])
    error_message = "Terraform should never write state that moves by compare-and-swap."
  }
}
