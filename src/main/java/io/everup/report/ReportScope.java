package io.everup.report;

import java.util.UUID;

/** What a report is about. @param pool null for everything; @param name for people */
record ReportScope(UUID pool, String name) {}
