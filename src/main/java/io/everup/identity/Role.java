package io.everup.identity;

import static io.everup.identity.Permission.*;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The roles that are built in. Roles of one's own are beside them, see {@link RoleOperations}. */
public enum Role {
    /** Everything. */
    ADMINISTRATOR("Administrator", EnumSet.allOf(Permission.class)),
    /** Runs the private cloud: all but users, settings and the audit journal. */
    OPERATOR("Operator", EnumSet.complementOf(EnumSet.of(USER_MANAGE, SETTING_MANAGE, AUDIT_VIEW))),
    /** Makes virtual machines and handles those that are their own or a team's of theirs. */
    USER(
            "User",
            EnumSet.of(
                    POOL_VIEW,
                    VM_VIEW,
                    VM_OPERATE,
                    VM_CONSOLE,
                    VM_SNAPSHOT,
                    VM_CREATE,
                    VM_CONFIGURE,
                    VM_DELETE,
                    TEMPLATE_VIEW,
                    IMAGE_VIEW,
                    DATASTORE_VIEW,
                    NETWORK_VIEW,
                    TASK_VIEW,
                    EVENT_VIEW,
                    TOKEN_CREATE)),
    /** Reads how much uptime the business got, and why not more; changes nothing and sees nothing else. */
    MANAGER("Manager", EnumSet.of(UPTIME_VIEW, TOKEN_CREATE)),
    /** Reads everything, the audit journal too; changes nothing. */
    AUDITOR("Auditor", viewsAnd(AUDIT_VIEW)),
    /** Nothing: someone who sees and does what their grants give, and no more. */
    NONE("No role", EnumSet.noneOf(Permission.class));

    private final String title;
    private final Set<Permission> permissions;

    Role(String title, EnumSet<Permission> permissions) {
        this.title = title;
        this.permissions = Collections.unmodifiableSet(permissions);
    }

    /** The word that people read. */
    public String title() {
        return title;
    }

    /** Whether what it allows with VMs is meant for those alone that are the holder's own or a team's of theirs. */
    public boolean ownOnly() {
        return this == USER;
    }

    public Set<Permission> permissions() {
        return permissions;
    }

    private static EnumSet<Permission> viewsAnd(Permission... more) {
        var views = EnumSet.of(
                POOL_VIEW,
                HOST_VIEW,
                VM_VIEW,
                TEMPLATE_VIEW,
                IMAGE_VIEW,
                DATASTORE_VIEW,
                VOLUME_VIEW,
                NETWORK_VIEW,
                HA_VIEW,
                SCHEDULE_VIEW,
                UPTIME_VIEW,
                ALARM_VIEW,
                TASK_VIEW,
                EVENT_VIEW,
                METRICS_VIEW,
                TOKEN_CREATE);
        views.addAll(Set.of(more));
        return views;
    }
}
