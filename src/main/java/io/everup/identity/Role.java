package io.everup.identity;

import static io.everup.identity.Permission.*;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a user is to Everup, and so what they may do. The roles are built in. */
public enum Role {
    /** Everything. */
    ADMINISTRATOR("Administrator", EnumSet.allOf(Permission.class)),
    /** Runs the private cloud: all but users, settings and the audit journal. */
    OPERATOR("Operator", EnumSet.complementOf(EnumSet.of(USER_MANAGE, SETTING_MANAGE, AUDIT_VIEW))),
    /** Works with virtual machines: makes, starts, stops and looks into them. */
    USER(
            "User",
            EnumSet.of(
                    POOL_VIEW,
                    VM_VIEW,
                    VM_OPERATE,
                    VM_CONSOLE,
                    VM_SNAPSHOT,
                    VM_CREATE,
                    TEMPLATE_VIEW,
                    IMAGE_VIEW,
                    DATASTORE_VIEW,
                    NETWORK_VIEW,
                    TASK_VIEW,
                    EVENT_VIEW,
                    TOKEN_CREATE)),
    /** Reads how much uptime the business got, and why not more; changes nothing. */
    MANAGER("Manager", viewsAnd()),
    /** Reads everything, the audit journal too; changes nothing. */
    AUDITOR("Auditor", viewsAnd(AUDIT_VIEW));

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
