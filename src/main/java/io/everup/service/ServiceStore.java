package io.everup.service;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The services' tables: definitions as they stand, and every one that there was. */
@Component
class ServiceStore {

    private final JdbcClient jdbc;
    private final JsonMapper json;

    ServiceStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    record Stored(UUID id, ServiceSpec spec, long version, Instant createdAt, Instant deletedAt) {}

    Optional<Stored> find(UUID id) {
        return jdbc.sql("select * from service where id = :id")
                .param("id", id)
                .query(this::stored)
                .optional();
    }

    /** Waits for whoever changes it now. */
    Optional<Stored> locked(UUID id) {
        return jdbc.sql("select * from service where id = :id and deleted_at is null for update")
                .param("id", id)
                .query(this::stored)
                .optional();
    }

    private Stored stored(ResultSet row, int number) throws SQLException {
        return new Stored(
                row.getObject("id", UUID.class),
                spec(row.getString("spec")),
                row.getLong("version"),
                ProbeLog.instant(row, "created_at"),
                ProbeLog.instant(row, "deleted_at"));
    }

    private ServiceSpec spec(String text) {
        return json.readValue(text, ServiceSpec.class);
    }

    boolean taken(String name, UUID self) {
        return jdbc.sql("select count(*) from service where lower(name) = lower(:name) and deleted_at is null"
                                + " and (:self::uuid is null or id <> :self::uuid)")
                        .param("name", name)
                        .param("self", self)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    void insert(UUID id, ServiceSpec spec, Instant now, String by) {
        jdbc.sql("insert into service (id, name, team, spec, version, created_at)"
                        + " values (:id, :name, :team, :spec::jsonb, 1, :now)")
                .param("id", id)
                .param("name", spec.name())
                .param("team", spec.team())
                .param("spec", json.writeValueAsString(spec))
                .param("now", ProbeLog.sql(now))
                .update();
        record(id, 1, spec, now, by);
    }

    void update(UUID id, long version, ServiceSpec spec, Instant now, String by) {
        jdbc.sql("update service set name = :name, team = :team, spec = :spec::jsonb, version = :version"
                        + " where id = :id")
                .param("id", id)
                .param("name", spec.name())
                .param("team", spec.team())
                .param("spec", json.writeValueAsString(spec))
                .param("version", version)
                .update();
        record(id, version, spec, now, by);
    }

    private void record(UUID id, long version, ServiceSpec spec, Instant now, String by) {
        jdbc.sql("insert into service_revision (service_id, version, at, spec, made_by)"
                        + " values (:id, :version, :now, :spec::jsonb, :by)")
                .param("id", id)
                .param("version", version)
                .param("now", ProbeLog.sql(now))
                .param("spec", json.writeValueAsString(spec))
                .param("by", by)
                .update();
        touch(id);
        jdbc.sql("delete from service_member where service_id = :id")
                .param("id", id)
                .update();
        spec.vms()
                .forEach(vm -> jdbc.sql("insert into service_member (service_id, vm_id) values (:id, :vm)")
                        .param("id", id)
                        .param("vm", vm)
                        .update());
    }

    void delete(UUID id, Instant now) {
        jdbc.sql("update service set deleted_at = :now, version = version + 1 where id = :id")
                .param("id", id)
                .param("now", ProbeLog.sql(now))
                .update();
        touch(id);
        jdbc.sql("delete from service_member where service_id = :id")
                .param("id", id)
                .update();
    }

    /** Every definition it had, oldest first. */
    List<ServiceHistory.Revision> revisions(UUID id) {
        return jdbc.sql("select at, spec from service_revision where service_id = :id order by version")
                .param("id", id)
                .query((row, number) ->
                        new ServiceHistory.Revision(ProbeLog.instant(row, "at"), spec(row.getString("spec"))))
                .list();
    }

    /** Something that it is judged by is new: it is worked out anew soon. */
    void touch(UUID id) {
        jdbc.sql("insert into service_touch (service_id) values (:id)")
                .param("id", id)
                .update();
    }

    void touchByVm(UUID vm) {
        jdbc.sql("insert into service_touch (service_id) select service_id from service_member where vm_id = :vm")
                .param("vm", vm)
                .update();
    }

    void touchByHost(UUID host) {
        jdbc.sql("insert into service_touch (service_id) select distinct m.service_id from service_member m"
                        + " join vm v on v.id = m.vm_id where v.host_id = :host")
                .param("host", host)
                .update();
    }

    /** Those that are to be worked out anew, at most so many. What touches one from now on makes it so again. */
    List<UUID> takeTouched(int most) {
        return jdbc
                .sql("delete from service_touch where service_id in ("
                        + "select distinct service_id from service_touch order by service_id limit :most) returning service_id")
                .param("most", most)
                .query(UUID.class)
                .list()
                .stream()
                .distinct()
                .toList();
    }

    List<UUID> living() {
        return jdbc.sql("select id from service where deleted_at is null order by id")
                .query(UUID.class)
                .list();
    }

    /** The probes of all services. */
    Map<UUID, ProbeSpec> probes() {
        var probes = new HashMap<UUID, ProbeSpec>();
        all().forEach(service -> service.spec().probes().forEach(probe -> probes.put(probe.id(), probe)));
        return probes;
    }

    /** Each probe's service. */
    Map<UUID, UUID> probeOwners() {
        var owners = new HashMap<UUID, UUID>();
        all().forEach(service -> service.spec().probes().forEach(probe -> owners.put(probe.id(), service.id())));
        return owners;
    }

    private List<Stored> all() {
        return jdbc.sql("select * from service where deleted_at is null order by id")
                .query(this::stored)
                .list();
    }

    /** Services with a VM that is gone, each with that VM. */
    List<Map.Entry<UUID, UUID>> lostMembers() {
        return jdbc.sql("""
                        select m.service_id, m.vm_id from service_member m left join vm v on v.id = m.vm_id
                        where v.id is null or v.state = 'DELETED'
                        """)
                .query((row, number) ->
                        Map.entry(row.getObject("service_id", UUID.class), row.getObject("vm_id", UUID.class)))
                .list();
    }
}
