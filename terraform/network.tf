# For Spark: private addresses, and everything that Google serves through Private Google Access.

locals {
  _makes_network = local._cloud && var.network.subnet_cidr != null
  # Known at plan, so that functions do not wait for it to be known.
  subnetwork = (
    local._makes_network
    ? "projects/${var.project}/regions/${var.region}/subnetworks/${var.name}-spark"
    : var.network.subnetwork
  )
}

resource "google_compute_network" "spark" {
  count = local._makes_network ? 1 : 0

  name                    = "${var.name}-spark"
  project                 = var.project
  description             = "Headrace: Spark jobs"
  auto_create_subnetworks = false

  depends_on = [time_sleep.apis]
}

resource "google_compute_subnetwork" "spark" {
  count = local._makes_network ? 1 : 0

  name                     = "${var.name}-spark"
  project                  = var.project
  region                   = var.region
  network                  = google_compute_network.spark[0].id
  ip_cidr_range            = var.network.subnet_cidr
  private_ip_google_access = true
}

# Driver and executors talk to each other on ports that they choose.
resource "google_compute_firewall" "spark" {
  count = local._makes_network ? 1 : 0

  name          = "${var.name}-spark"
  project       = var.project
  network       = google_compute_network.spark[0].id
  description   = "Headrace: Spark nodes among themselves"
  direction     = "INGRESS"
  source_ranges = [var.network.subnet_cidr]

  allow {
    protocol = "all"
  }
}
