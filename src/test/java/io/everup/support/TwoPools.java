package io.everup.support;

import io.everup.alarm.AlarmRule;
import io.everup.identity.Actor;
import io.everup.identity.NewGrant;
import io.everup.identity.NewRole;
import io.everup.identity.NewTeam;
import io.everup.identity.Permission;
import io.everup.identity.Role;
import io.everup.identity.RoleOperations;
import io.everup.identity.Signed;
import io.everup.identity.TeamOperations;
import io.everup.image.NewTemplate;
import io.everup.image.TemplateOperations;
import io.everup.shared.Bytes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two pools with one thing of each kind: one that the cast has to do with, and a foreign one. Ada, Oli, Mia and Arlo
 * have their roles everywhere; Uma is a User everywhere, Paul a User of the own pool, Vera a User of one VM, Tom Oli's
 * token that may see VMs alone.
 */
public final class TwoPools {

    private static final String REPORT = """
            insert into report (id, title, window_name, scope, made_at, made_for, model, pdf, pdf_sha256, csv, csv_sha256, seal)
            values (:reports, :name, '2026-10', :name, now(), 'ada', '{"id":null,"title":"x","scope":"x","pool":null,'
                || '"window":"2026-10","windowTitle":"x","zone":"UTC","from":"2026-10-01T00:00:00Z","to":"2026-11-01T00:00:00Z",'
                || '"at":"2026-11-01T00:00:00Z","madeFor":"ada","figures":' || :figures || ',"before":' || :figures || ','
                || '"beforeTitle":"x","parts":[],"counted":[],"uncounted":[],"omitted":0,"unobserved":[],"avoidedMillis":0,'
                || '"avoided":[],"failovers":[],"services":[],"ledger":{"entries":0,"seal":"","intact":true}}',
                '\\x00', repeat('0', 64), 'row', repeat('0', 64), '')
            """;
    private static final String FIGURES = "{\"availability\":null,\"wantedMillis\":0,\"observedMillis\":0,"
            + "\"unobservedMillis\":0,\"downMillis\":0,\"excludedMillis\":0,\"causes\":[]}";

    /** Is in every name of the foreign pool that can be chosen. */
    public static final String FOREIGN = "zanzibar";

    private static final String ALARM = AlarmRule.values()[0].name();

    private final ApplicationContext program;
    private final JdbcClient jdbc;
    private final Map<String, Object> own = new TreeMap<>();
    private final Map<String, Object> foreign = new TreeMap<>();
    private final Map<String, Actor> cast = new LinkedHashMap<>();

    private TwoPools(ApplicationContext program) {
        this.program = program;
        this.jdbc = program.getBean(JdbcClient.class);
    }

    /** @param world a name that no other test class has */
    public static TwoPools build(ApplicationContext program, String world) {
        var pools = new TwoPools(program);
        pools.fill(pools.own, DataCentre.of(program, "1x2-" + world));
        pools.fill(pools.foreign, DataCentre.of(program, "1x2-" + FOREIGN + world));
        pools.people();
        return pools;
    }

    /** What the cast has to do with, by the name of its collection, such as {@code vms}. */
    public Map<String, Object> own() {
        return own;
    }

    public Map<String, Object> foreign() {
        return foreign;
    }

    /** Who asks, by the word in the matrix; null for nobody. */
    public Map<String, Actor> cast() {
        return cast;
    }

    private void fill(Map<String, Object> things, DataCentre centre) {
        var pool = centre.pool();
        things.put("tomorrow", java.time.Instant.now().plus(Duration.ofDays(1)).toString());
        things.put("pools", pool);
        var host = centre.hosts().get(0);
        things.put("hosts", host.id());
        things.put("hostname", host.name());
        things.put("fences", host.fence().get(0).id());
        things.put("vms", await("select id from vm where pool_id = :pool order by name limit 1", pool));
        things.put("datastores", await("select id from datastore where pool_id = :pool limit 1", pool));
        things.put("networks", await("select id from network where pool_id = :pool limit 1", pool));
        things.put("volumes", await("""
                        select v.id from volume v join datastore d on d.id = v.datastore_id
                        where d.pool_id = :pool and v.name = 'debian-12.qcow2' limit 1
                        """, pool));
        things.put(
                "templates",
                program.getBean(TemplateOperations.class)
                        .publish(
                                As.ADA,
                                new NewTemplate(
                                        pool,
                                        things == foreign ? FOREIGN + "-template" : "template",
                                        "",
                                        1,
                                        256 * Bytes.MIB,
                                        null,
                                        null,
                                        List.of(new NewTemplate.Disk((UUID) things.get("volumes"), "virtio")),
                                        (UUID) things.get("networks"))));
        if (things == foreign) {
            jdbc.sql("update vm set name = :prefix || name, note = :prefix where pool_id = :pool")
                    .param("prefix", FOREIGN + "-")
                    .param("pool", pool)
                    .update();
        }
        history(things);
    }

    private void history(Map<String, Object> things) {
        for (var kind : List.of(
                "tasks",
                "migrations",
                "maintenances",
                "windows",
                "failovers",
                "drills",
                "outages",
                "alarms",
                "silences",
                "channels",
                "deliveries",
                "reports",
                "schedules",
                "services",
                "probes",
                "status-pages")) {
            things.put(kind, UUID.randomUUID());
        }
        things.put("report-schedules", things.get("schedules"));
        var name = things == foreign ? FOREIGN + "-vm" : "vm";
        insert(things, """
                insert into task (id, kind, title, subject_type, subject_id, subject_name, state, due_at, requester_name,
                    requested_at, finished_at)
                values (:tasks, 'vm-start', 'Start ' || :name, 'vm', :vms, :name, 'SUCCEEDED', now(), 'ada', now(), now())
                """, name);
        insert(things, """
                insert into migration (id, vm_id, vm_name, source_id, source_name, target_id, target_name, why, state,
                    task_id, requested_by, requested_at)
                values (:migrations, :vms, :name, :hosts, 'h1', :hosts, 'h2', 'room', 'COMPLETED', :tasks, 'ada', now())
                """, name);
        insert(things, """
                insert into maintenance_job (id, pool_id, pool_name, title, rolling, state, reason, parallel, bring_back,
                    command_seconds, reboot, requested_by, requested_at)
                values (:maintenances, :pools, :name, 'Maintenance of ' || :name, true, 'COMPLETED', '', 2, false, 600, 'NONE',
                    'ada', now())
                """, name);
        insert(things, """
                insert into maintenance_host (job_id, host_id, host_name, position, phase, phase_since)
                values (:maintenances, :hosts, :name, 1, 'COMPLETED', now())
                """, name);
        insert(things, """
                insert into maintenance_window (id, pool_id, title, hosts, zone, first_date, at_time, minutes, repeats, weekdays,
                    made_by, made_at)
                values (:windows, :pools, :name, '{}', 'UTC', '2030-01-01', '02:00', 60, 'ONCE', '{}', 'ada', now())
                """, name);
        insert(things, """
                insert into failover (id, host_id, host_name, pool_id, epoch, state, cause, suspected_at, ended_at)
                values (:failovers, :hosts, :name, :pools, 1, 'DONE', :name || ' fell silent', now(), now())
                """, name);
        insert(things, """
                insert into drill (id, kind, pool_id, pool_name, state, summary, requested_by, started_at, ended_at)
                values (:drills, 'READINESS', :pools, :name, 'PASSED', :name || ' is ready', 'ada', now(), now())
                """, name);
        insert(things, """
                insert into outage_entry (seq, outage_id, version, vm_id, name, pool_id, started_at, ended_at, cause,
                    rule, why, planned, counted, withdrawn, corrected, note, evidence, made_by, made_at, seal)
                values ((select coalesce(max(seq), 1000000) + 1000 from outage_entry), :outages, 1, :vms, :name, :pools,
                    now() - interval '1 hour', now() - interval '30 minutes', 'UNKNOWN', 'unknown', :name || ' was down',
                    false, true, false, false, '', '[]', 'everup', now(), repeat('0', 64))
                """, name);
        insert(things, """
                insert into alarm (id, rule, subject_key, subject_type, subject_id, subject_name, pool_id, severity, state,
                    text, next, since, raised_at, last_seen_at)
                select :alarms, :rule, :vms::text, 'vm', :vms, :name, :pools, 'WARNING', 'RAISED', :name || ' is down',
                    '', now(), now(), now()
                """, name);
        insert(things, """
                insert into silence (id, rule, subject_key, subject_name, reason, starts_at, ends_at, made_by)
                values (:silences, :rule, 'other ' || :name, :name, 'known', now(), now() + interval '1 day', 'ada')
                """, name);
        insert(things, """
                insert into notice_channel (id, name, kind, enabled, url, locked_secret, least, tell_cleared, zone, created_at)
                values (:channels, :name, 'WEBHOOK', false, 'https://chat.example/', 'x', 'WARNING', true, 'UTC', now())
                """, name);
        insert(things, """
                insert into notice (id, channel_id, kind, severity, title, lines, state, created_at, due_at)
                values (:deliveries, :channels, 'ALARM', 'WARNING', :name || ' is down', '[]', 'GIVEN_UP', now(), now())
                """, name);
        insert(things, REPORT, name);
        insert(things, """
                insert into report_schedule (id, name, span, day, at_time, zone, recipients, enabled, run_after)
                values (:schedules, :name, 'MONTH', 1, '07:00', 'UTC', '[]', false, now())
                """, name);
        insert(things, """
                insert into event (at, kind, severity, subject_type, subject_id, subject_name, text)
                values (now(), 'vm-started', 'INFO', 'vm', :vms, :name, :name || ' was started')
                """, name);
        service(things, name);
    }

    private void service(Map<String, Object> things, String name) {
        jdbc.sql("""
                        insert into service (id, name, team, spec, version, created_at)
                        values (:id, :name, '', jsonb_build_object('name', :name, 'description', '', 'team', '', 'zone', 'UTC',
                            'groups', jsonb_build_array(jsonb_build_object('name', 'web', 'need', 1, 'vms', jsonb_build_array(:vm::text))),
                            'probes', jsonb_build_array(jsonb_build_object('id', :probe::text, 'name', 'runs', 'kind', 'GUEST',
                                'target', '', 'method', 'GET', 'status', '200', 'warnDays', 0, 'vm', :vm::text,
                                'intervalSeconds', 3600, 'timeoutSeconds', 5, 'failures', 3, 'goods', 1))), 1, now())
                        """)
                .param("id", things.get("services"))
                .param("name", name + " service")
                .param("vm", things.get("vms"))
                .param("probe", things.get("probes"))
                .update();
        jdbc.sql("insert into service_revision (service_id, version, at, spec, made_by)"
                        + " select id, 1, created_at, spec, 'oli' from service where id = :id")
                .param("id", things.get("services"))
                .update();
        jdbc.sql("insert into service_member (service_id, vm_id) values (:id, :vm)")
                .param("id", things.get("services"))
                .param("vm", things.get("vms"))
                .update();
        jdbc.sql("insert into status_page (id, slug, title, intro, published, version, created_at)"
                        + " values (:id, :slug, :slug, '', false, 1, now())")
                .param("id", things.get("status-pages"))
                .param("slug", name)
                .update();
        jdbc.sql("insert into status_page_service (page_id, service_id, name, place) values (:id, :service, :name, 0)")
                .param("id", things.get("status-pages"))
                .param("service", things.get("services"))
                .param("name", name)
                .update();
    }

    private void insert(Map<String, Object> things, String sql, String name) {
        jdbc.sql(sql)
                .params(things)
                .param("name", name)
                .param("rule", ALARM)
                .param("figures", FIGURES)
                .update();
    }

    private void people() {
        var uma = Signed.user(program, "uma-two", Role.USER);
        var paul = Signed.user(program, "paul-two", Role.NONE);
        var vera = Signed.user(program, "vera-two", Role.NONE);
        var other = Signed.user(program, FOREIGN + "-user", Role.USER);
        var teams = program.getBean(TeamOperations.class);
        own.put("teams", teams.create(Actor.SYSTEM, new NewTeam("Crew", "", null)));
        foreign.put("teams", teams.create(Actor.SYSTEM, new NewTeam(FOREIGN + " crew", "", null)));
        teams.add(Actor.SYSTEM, (UUID) own.get("teams"), paul);
        teams.add(Actor.SYSTEM, (UUID) own.get("teams"), uma);
        jdbc.sql("update vm set owner_id = :uma, team_id = :team where id = :vm")
                .param("uma", uma)
                .param("team", own.get("teams"))
                .param("vm", own.get("vms"))
                .update();
        jdbc.sql("update vm set owner_id = :other, team_id = :team where id = :vm")
                .param("other", other)
                .param("team", foreign.get("teams"))
                .param("vm", foreign.get("vms"))
                .update();
        var ofPool = Signed.grant(program, new NewGrant(paul, null, "user", (UUID) own.get("pools"), null, null));
        Signed.grant(program, new NewGrant(vera, null, "user", null, (UUID) own.get("vms"), null));
        own.put("grants", ofPool);
        foreign.put(
                "grants",
                Signed.grant(program, new NewGrant(other, null, "user", (UUID) foreign.get("pools"), null, null)));
        foreign.put("users", other);
        account(own, uma);
        account(foreign, other);
        var ada = Signed.in(program, Signed.user(program, "ada-two", Role.ADMINISTRATOR));
        var oli = Signed.in(program, Signed.user(program, "oli-two", Role.OPERATOR));
        cast.put("administrator", ada);
        cast.put("operator", oli);
        cast.put("user", Signed.in(program, uma));
        cast.put("manager", Signed.in(program, Signed.user(program, "mia-two", Role.MANAGER)));
        cast.put("auditor", Signed.in(program, Signed.user(program, "arlo-two", Role.AUDITOR)));
        cast.put("pool", Signed.in(program, paul));
        cast.put("vm", Signed.in(program, vera));
        cast.put("token", oli.narrowed(Set.of(Permission.VM_VIEW)));
        cast.put("nobody", null);
    }

    /** A role, a token and a test of the directory: things of people. */
    private void account(Map<String, Object> things, UUID user) {
        things.put("tokens", UUID.randomUUID());
        things.put("tests", UUID.randomUUID());
        var name = things == foreign ? FOREIGN : "own";
        things.put(
                "roles",
                program.getBean(RoleOperations.class)
                        .create(Actor.SYSTEM, new NewRole(name + " role", "", Set.of(Permission.VM_VIEW), false)));
        jdbc.sql("insert into api_token (id, user_id, name, lookup, hash, created_at)"
                        + " values (:tokens, :user, :name, :name, '\\x00', now())")
                .params(things)
                .param("user", user)
                .param("name", name)
                .update();
        jdbc.sql("insert into ldap_test (id, started_at, ended_at, steps) values (:tests, now(), now(), '[]')")
                .params(things)
                .update();
    }

    private UUID await(String sql, UUID pool) {
        return Await.until(
                sql,
                Duration.ofSeconds(60),
                () -> jdbc.sql(sql)
                        .param("pool", pool)
                        .query(UUID.class)
                        .optional()
                        .orElse(null),
                found -> found != null,
                () -> "pool " + pool);
    }
}
