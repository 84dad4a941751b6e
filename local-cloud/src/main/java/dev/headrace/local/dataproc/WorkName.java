package dev.headrace.local.dataproc;

/** Which work: its id is unique among those of its kind, project and region. */
record WorkName(WorkKind kind, String project, String region, String id) {
  String full() {
    return kind.fullName(project, region, id);
  }

  /** Whether a list of this kind and place has it. */
  boolean isIn(WorkKind list, String listProject, String listRegion) {
    return kind == list && project.equals(listProject) && region.equals(listRegion);
  }
}
