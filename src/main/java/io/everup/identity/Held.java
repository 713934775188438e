package io.everup.identity;

import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * What one grant gives: permissions, and where they hold.
 *
 * @param ownOnly whether what is done to VMs is meant for those alone that are the holder's own or a team's of theirs
 * @param place id of the pool or VM; null for the other kinds
 * @param tag null unless the kind is {@link PlaceKind#TAG}
 * @param team the team that it was given to; null when it was given to the person
 */
record Held(Set<Permission> permissions, boolean ownOnly, PlaceKind kind, UUID place, String tag, UUID team) {

    /** What a role for own VMs narrows to those; the rest, such as seeing the pool that one deploys into, it doesn't. */
    private static final Set<Permission> OF_OWN = EnumSet.of(
            Permission.VM_VIEW,
            Permission.VM_OPERATE,
            Permission.VM_CONSOLE,
            Permission.VM_SNAPSHOT,
            Permission.VM_CONFIGURE,
            Permission.VM_MIGRATE,
            Permission.VM_DELETE,
            Permission.VM_ASSIGN,
            Permission.HA_VIEW,
            Permission.HA_MANAGE,
            Permission.SCHEDULE_VIEW,
            Permission.SCHEDULE_MANAGE,
            Permission.UPTIME_VIEW,
            Permission.UPTIME_MANAGE,
            Permission.TASK_VIEW,
            Permission.TASK_CANCEL,
            Permission.EVENT_VIEW,
            Permission.ALARM_VIEW,
            Permission.ALARM_MANAGE,
            Permission.AUDIT_VIEW);

    /** What concerns the installation as a whole, and so is given by a grant on everything or not at all. */
    private static final Set<Permission> OF_ALL = EnumSet.of(Permission.METRICS_VIEW, Permission.SETTING_MANAGE);

    Held {
        permissions = Set.copyOf(meant(permissions, kind));
    }

    /** Those that mean something at such a place: nobody makes a VM, or sees a host, in a tag or in another VM. */
    private static Set<Permission> meant(Set<Permission> permissions, PlaceKind kind) {
        if (kind == PlaceKind.EVERYTHING || permissions.isEmpty()) {
            return permissions;
        }
        var meant = EnumSet.copyOf(permissions);
        meant.removeAll(OF_ALL);
        if (kind != PlaceKind.POOL) {
            meant.removeIf(permission -> !OF_OWN.contains(permission)
                    && permission != Permission.TOKEN_CREATE
                    && permission != Permission.USER_MANAGE);
        }
        return meant;
    }

    static Held everywhere(Role role) {
        return new Held(role.permissions(), role.ownOnly(), PlaceKind.EVERYTHING, null, null, null);
    }

    /** Whether this grant gives the permission only for own VMs; one on a single VM names it, whosever it is. */
    boolean narrows(Permission permission) {
        return ownOnly && kind != PlaceKind.VM && OF_OWN.contains(permission);
    }
}
