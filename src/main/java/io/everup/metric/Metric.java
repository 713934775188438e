package io.everup.metric;

/**
 * What Everup tells Prometheus beside what its libraries do. Each is one cheap query; its columns are the labels, and
 * the last one, {@code value}, the value. Labels are names and states of things that people set up, so there are no
 * more rows than hosts, datastores or kinds of work.
 */
enum Metric {
    HOST_STATE("everup.host.state", "1 for the state that a host is in", """
            select p.name as pool, h.name as host, lower(h.state) as state, 1 as value
            from host h join pool p on p.id = h.pool_id order by 1, 2 limit 2000
            """),
    POLL_AGE("everup.host.poll.age.seconds", "Time since a host last answered the bulk poll", """
            select p.name as pool, h.name as host, extract(epoch from now() - h.figures_at) as value
            from host h join pool p on p.id = h.pool_id where h.figures_at is not null order by 1, 2 limit 2000
            """),
    VMS("everup.vms", "VMs by state", """
            select p.name as pool, lower(v.state) as state, count(*) as value
            from vm v join pool p on p.id = v.pool_id where v.state <> 'DELETED' group by 1, 2
            """),
    FENCE_READY("everup.fence.device.ready", "1 when a fence device answered its last test, 0 when it did not", """
            select p.name as pool, h.name as host, d.agent, d.position::text as position,
                   case when d.ready then 1 else 0 end as value
            from fence_device d join host h on h.id = d.host_id join pool p on p.id = h.pool_id
            where d.ready is not null order by 1, 2, 4 limit 4000
            """),
    DATASTORE_CAPACITY("everup.datastore.capacity.bytes", "Size of a datastore", """
            select p.name as pool, d.name as datastore, left(d.id::text, 13) as id, max(r.capacity_bytes) as value
            from datastore d join pool p on p.id = d.pool_id join datastore_host r on r.datastore_id = d.id
            group by d.id, p.name having max(r.capacity_bytes) > 0 order by 1, 2 limit 4000
            """),
    DATASTORE_FREE("everup.datastore.free.bytes", "What is free of a datastore", """
            select p.name as pool, d.name as datastore, left(d.id::text, 13) as id, min(r.free_bytes) as value
            from datastore d join pool p on p.id = d.pool_id join datastore_host r on r.datastore_id = d.id
            group by d.id, p.name having max(r.capacity_bytes) > 0 order by 1, 2 limit 4000
            """),
    TASKS("everup.tasks", "Work that is queued or under way", """
            select kind, lower(state) as state, count(*) as value from task
            where state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING') group by 1, 2
            """),
    ALARMS("everup.alarms", "Open alarms", """
            select lower(s.severity) as severity, lower(t.state) as state, count(a.id) as value
            from (values ('WARNING'), ('CRITICAL')) s (severity) cross join (values ('RAISED'), ('ACKNOWLEDGED')) t (state)
            left join alarm a on a.severity = s.severity and a.state = t.state group by 1, 2
            """),
    NOTICES("everup.notices.waiting", "Notices that are yet to be delivered", """
            select count(*) as value from notice where state in ('HELD', 'WAITING', 'SENDING')
            """),
    CHANNELS("everup.channel.failures", "Attempts to deliver that failed since a channel last worked", """
            select name as channel, lower(kind) as kind, failures as value from notice_channel where enabled limit 500
            """),
    LEASE_AGE("everup.ha.lease.age.seconds", "Time since the leader of high availability renewed its lease", """
            select extract(epoch from now() - until) + 3 as value from ha_lease where owner is not null
            """),
    LEADER("everup.ha.leader", "1 while a replica leads high availability", """
            select case when until > now() then 1 else 0 end as value from ha_lease where id = 1
            """),
    REPLICAS("everup.replicas", "Replicas of Everup that run", """
            select count(*) as value from node where seen_at > now() - interval '10 seconds'
            """),
    FAILOVERS("everup.failovers.open", "Failovers that have not ended", """
            select count(*) as value from failover where ended_at is null
            """),
    SERVICES("everup.service.state", "1 for the state that a service is in", """
            select s.name as service, lower(n.state) as state, 1 as value
            from service_now n join service s on s.id = n.service_id
            where s.deleted_at is null order by 1 limit 1000
            """),
    MIGRATIONS("everup.migrations", "Live migrations that have ended", true, """
            select lower(state) as state, count(*) as value from migration where ended_at is not null group by 1
            """),
    MIGRATION_PAUSE("everup.migration.pause.seconds", "How long VMs stood still in live migrations, summed", true, """
            select coalesce(sum(pause_millis), 0) / 1000.0 as value from migration where state = 'COMPLETED'
            """),
    FAILOVER_COUNT("everup.failovers", "Failovers whose host was proven off", true, """
            select count(*) as value from failover where proven_at is not null
            """),
    FAILOVER_STAGES(
            "everup.failover.stage.seconds", "From a host's last answer to a stage of its failover, summed", true, """
            select s.stage, coalesce(sum(extract(epoch from s.at - coalesce(f.silent_at, f.suspected_at))), 0) as value
            from failover f cross join lateral (values ('suspected', f.suspected_at), ('proven', f.proven_at),
                ('placed', f.placed_at), ('first-running', f.first_running_at), ('ended', f.ended_at)) s (stage, at)
            where f.proven_at is not null and s.at is not null group by 1
            """);

    private final String name;
    private final String help;
    private final boolean grows;
    private final String sql;

    Metric(String name, String help, String sql) {
        this(name, help, false, sql);
    }

    Metric(String name, String help, boolean grows, String sql) {
        this.name = name;
        this.help = help;
        this.grows = grows;
        this.sql = sql;
    }

    /** In Micrometer's spelling: Prometheus sees underscores, and {@code _total} behind what only grows. */
    String id() {
        return name;
    }

    String help() {
        return help;
    }

    /** Whether it only ever grows: a counter. */
    boolean grows() {
        return grows;
    }

    String sql() {
        return sql;
    }
}
