package io.everup.identity;

/** One thing that a role may allow. Each has words that complete "Your role doesn't allow you to …". */
public enum Permission {
    POOL_VIEW("see resource pools"),
    POOL_MANAGE("change resource pools"),
    HOST_VIEW("see hosts"),
    HOST_MANAGE("add, change or remove hosts"),
    HOST_OPERATE("put hosts into maintenance, or switch their power"),
    VM_VIEW("see virtual machines"),
    VM_OPERATE("start or stop virtual machines"),
    VM_CONSOLE("open consoles"),
    VM_SNAPSHOT("take or revert snapshots"),
    VM_CREATE("create virtual machines"),
    VM_CONFIGURE("change the hardware of virtual machines"),
    VM_MIGRATE("move virtual machines between hosts"),
    VM_DELETE("delete virtual machines"),
    VM_ASSIGN("say whose virtual machines are, or set tags that grants name"),
    TEMPLATE_VIEW("see templates"),
    TEMPLATE_MANAGE("publish or change templates"),
    IMAGE_VIEW("see images"),
    IMAGE_MANAGE("add or remove images"),
    DATASTORE_VIEW("see datastores"),
    VOLUME_VIEW("see the volumes in datastores"),
    DATASTORE_MANAGE("change datastores and volumes"),
    NETWORK_VIEW("see networks"),
    NETWORK_MANAGE("change networks"),
    HA_VIEW("see failovers and the failover plan"),
    HA_MANAGE("change protection, fencing or failover"),
    BALANCE_MANAGE("change load balancing"),
    SCHEDULE_VIEW("see schedules"),
    SCHEDULE_MANAGE("change schedules"),
    UPTIME_VIEW("see uptime, services and outages"),
    UPTIME_MANAGE("change services, probes or the outage ledger"),
    ALARM_VIEW("see alarms"),
    ALARM_MANAGE("acknowledge or silence alarms"),
    TASK_VIEW("see tasks"),
    TASK_CANCEL("cancel tasks"),
    EVENT_VIEW("see events"),
    AUDIT_VIEW("see the audit journal"),
    METRICS_VIEW("read metrics"),
    TOKEN_CREATE("make tokens for programs"),
    USER_MANAGE("manage users and their tokens"),
    SETTING_MANAGE("change the settings of Everup");

    private final String words;

    Permission(String words) {
        this.words = words;
    }

    /** A verb phrase in plain English, such as {@code see hosts}. */
    public String words() {
        return words;
    }
}
