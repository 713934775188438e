package io.everup.ui;

import io.everup.ui.Frame.Entry;
import io.everup.ui.Frame.Group;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The places of the portal. An entry is shown as soon as some module answers at its path. */
final class Navigation {

    private static final List<Group> GROUPS = List.of(
            new Group(
                    "overview",
                    "dashboard",
                    List.of(new Entry("dashboard", "dashboard", "/"), new Entry("setup", "check", "/setup"))),
            new Group(
                    "availability",
                    "availability",
                    List.of(
                            new Entry("overview", "dashboard", "/availability/overview"),
                            new Entry("availability", "availability", "/availability"),
                            new Entry("services", "service", "/services"),
                            new Entry("outages", "outage", "/outages"),
                            new Entry("high-availability", "shield", "/high-availability"),
                            new Entry("failovers", "failover", "/failovers"),
                            new Entry("recovery-times", "gauge", "/recovery-times"),
                            new Entry("plan", "plan", "/failover-plan"),
                            new Entry("fencing", "fence", "/fencing"),
                            new Entry("drills", "drill", "/drills"),
                            new Entry("status-pages", "book", "/status-pages"),
                            new Entry("reports", "report", "/reports"))),
            new Group(
                    "compute",
                    "vm",
                    List.of(
                            new Entry("pools", "pool", "/pools"),
                            new Entry("hosts", "host", "/hosts"),
                            new Entry("vms", "vm", "/vms"),
                            new Entry("templates", "template", "/templates"))),
            new Group(
                    "storage",
                    "datastore",
                    List.of(
                            new Entry("datastores", "datastore", "/datastores"),
                            new Entry("volumes", "volume", "/volumes"),
                            new Entry("images", "image", "/images"))),
            new Group("network", "network", List.of(new Entry("networks", "network", "/networks"))),
            new Group(
                    "protection",
                    "shield",
                    List.of(
                            new Entry("snapshots", "snapshot", "/snapshots"),
                            new Entry("schedules", "schedule", "/schedules"),
                            new Entry("backups", "backup", "/backups"))),
            new Group(
                    "activity",
                    "event",
                    List.of(
                            new Entry("tasks", "task", "/tasks"),
                            new Entry("migrations", "migrate", "/migrations"),
                            new Entry("maintenance", "maintenance", "/maintenance"),
                            new Entry("events", "event", "/events"),
                            new Entry("alarms", "alarm", "/alarms"),
                            new Entry("audit", "audit", "/audit"))),
            new Group(
                    "administration",
                    "settings",
                    List.of(
                            new Entry("users", "users", "/users"),
                            new Entry("roles", "role", "/roles"),
                            new Entry("teams", "users", "/teams"),
                            new Entry("ldap", "ldap", "/ldap"),
                            new Entry("security", "shield", "/security"),
                            new Entry("tokens", "token", "/tokens"),
                            new Entry("channels", "send", "/channels"),
                            new Entry("deliveries", "mail", "/deliveries"),
                            new Entry("settings", "settings", "/settings"),
                            new Entry("health", "health", "/health"),
                            new Entry("api", "api", "/api/v1/docs"))));

    /** The permission that a place needs, or several of which one is enough; a place that isn't here is everybody's. */
    private static final Map<String, String> NEEDS = Map.ofEntries(
            Map.entry("/availability", "UPTIME_VIEW"),
            Map.entry("/outages", "UPTIME_VIEW"),
            Map.entry("/availability/overview", "UPTIME_VIEW"),
            Map.entry("/services", "UPTIME_VIEW"),
            Map.entry("/status-pages", "UPTIME_VIEW"),
            Map.entry("/failovers", "HA_VIEW"),
            Map.entry("/high-availability", "HA_VIEW"),
            Map.entry("/recovery-times", "HA_VIEW"),
            Map.entry("/failover-plan", "HA_VIEW"),
            Map.entry("/fencing", "HOST_VIEW"),
            Map.entry("/drills", "HA_VIEW"),
            Map.entry("/pools", "POOL_VIEW"),
            Map.entry("/hosts", "HOST_VIEW"),
            Map.entry("/vms", "VM_VIEW"),
            Map.entry("/templates", "TEMPLATE_VIEW"),
            Map.entry("/datastores", "DATASTORE_VIEW"),
            Map.entry("/volumes", "VOLUME_VIEW"),
            Map.entry("/images", "IMAGE_VIEW"),
            Map.entry("/networks", "NETWORK_VIEW"),
            Map.entry("/tasks", "TASK_VIEW"),
            Map.entry("/tasks/drawer", "TASK_VIEW"),
            Map.entry("/migrations", "VM_VIEW"),
            Map.entry("/maintenance", "HOST_VIEW"),
            Map.entry("/events", "EVENT_VIEW"),
            Map.entry("/alarms", "ALARM_VIEW"),
            Map.entry("/alarms/count", "ALARM_VIEW"),
            Map.entry("/reports", "UPTIME_VIEW"),
            Map.entry("/channels", "SETTING_MANAGE"),
            Map.entry("/deliveries", "SETTING_MANAGE"),
            Map.entry("/audit", "AUDIT_VIEW"),
            Map.entry("/users", "USER_MANAGE"),
            Map.entry("/roles", "USER_MANAGE|AUDIT_VIEW"),
            Map.entry("/teams", "USER_MANAGE|VM_VIEW"),
            Map.entry("/ldap", "SETTING_MANAGE"),
            Map.entry("/security", "SETTING_MANAGE"),
            Map.entry("/tree", "VM_VIEW"));

    /** What can be made, and the permission that it needs. */
    private static final Map<Entry, String> CREATE = new LinkedHashMap<>();

    static {
        CREATE.put(new Entry("vm", "vm", "/vms/new"), "VM_CREATE");
        CREATE.put(new Entry("host", "host", "/hosts/new"), "HOST_MANAGE");
        CREATE.put(new Entry("pool", "pool", "/pools/new"), "POOL_MANAGE");
        CREATE.put(new Entry("template", "template", "/templates/new"), "TEMPLATE_MANAGE");
        CREATE.put(new Entry("image", "image", "/images/new"), "IMAGE_MANAGE");
        CREATE.put(new Entry("datastore", "datastore", "/datastores/new"), "DATASTORE_MANAGE");
        CREATE.put(new Entry("network", "network", "/networks/new"), "NETWORK_MANAGE");
        CREATE.put(new Entry("service", "service", "/services/new"), "UPTIME_MANAGE");
        CREATE.put(new Entry("user", "user", "/users/new"), "USER_MANAGE");
    }

    private Navigation() {}

    /** @param rights names of permissions that the reader has */
    static List<Group> groups(Set<String> paths, Set<String> rights) {
        return GROUPS.stream()
                .map(group -> new Group(
                        group.key(),
                        group.icon(),
                        present(group.entries(), paths).stream()
                                .filter(entry -> open(entry.path(), rights))
                                .toList()))
                .filter(group -> !group.entries().isEmpty())
                .toList();
    }

    /** @param rights names of permissions that the reader has */
    static List<Entry> create(Set<String> paths, Set<String> rights) {
        return present(List.copyOf(CREATE.keySet()), paths).stream()
                .filter(entry -> rights.contains(CREATE.get(entry)))
                .toList();
    }

    private static boolean open(String path, Set<String> rights) {
        var needed = NEEDS.get(path);
        return needed == null || Stream.of(needed.split("\\|")).anyMatch(rights::contains);
    }

    static List<String> parts(Set<String> paths, Set<String> rights) {
        return Stream.of("/tree", "/tasks/drawer", "/alarms", "/alarms/count", "/search", "/live")
                .filter(path -> paths.contains(path) && open(path, rights))
                .map(path -> path.substring(1))
                .toList();
    }

    private static List<Entry> present(List<Entry> entries, Set<String> paths) {
        return entries.stream().filter(entry -> paths.contains(entry.path())).toList();
    }
}
