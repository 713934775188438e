package io.everup.identity;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Which permission makes sense only together with another: what one may change, one must be able to see. */
final class PermissionRules {

    private static final Map<String, Permission> VIEW_OF = Map.ofEntries(
            Map.entry("POOL", Permission.POOL_VIEW),
            Map.entry("HOST", Permission.HOST_VIEW),
            Map.entry("VM", Permission.VM_VIEW),
            Map.entry("TEMPLATE", Permission.TEMPLATE_VIEW),
            Map.entry("IMAGE", Permission.IMAGE_VIEW),
            Map.entry("DATASTORE", Permission.DATASTORE_VIEW),
            Map.entry("VOLUME", Permission.DATASTORE_VIEW),
            Map.entry("NETWORK", Permission.NETWORK_VIEW),
            Map.entry("HA", Permission.HA_VIEW),
            Map.entry("SCHEDULE", Permission.SCHEDULE_VIEW),
            Map.entry("UPTIME", Permission.UPTIME_VIEW),
            Map.entry("ALARM", Permission.ALARM_VIEW),
            Map.entry("TASK", Permission.TASK_VIEW));

    private PermissionRules() {}

    /** The permissions, and those that they need beside them. */
    static Set<Permission> whole(Set<Permission> wanted) {
        var whole = EnumSet.noneOf(Permission.class);
        for (var permission : wanted) {
            whole.add(permission);
            var name = permission.name();
            var view = VIEW_OF.get(name.substring(0, name.indexOf('_')));
            if (view != null) {
                whole.add(view);
            }
            if (permission == Permission.VM_CREATE) {
                // Whoever makes a VM says in which pool, and follows how it goes.
                whole.add(Permission.POOL_VIEW);
                whole.add(Permission.TASK_VIEW);
            }
        }
        return whole;
    }
}
