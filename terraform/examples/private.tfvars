project       = "acme-data"
region        = "europe-west1"
pipelines_dir = "../build/deploy"

# Nodes without public addresses, the console behind a load balancer of your own, a key of your own,
# and a log of every read.
network     = { subnet_cidr = "10.10.0.0/20" }
console     = { ingress = "ALLOW_INTERNAL_AND_GCLB", members = ["group:ops@example.com"] }
kms_key     = "projects/acme-keys/locations/europe-west1/keyRings/data/cryptoKeys/headrace"
audit_reads = true

retention_days = { landing = 400, soft_delete = 30 }
