package io.everup.network;

import io.everup.audit.AuditJournal;
import io.everup.event.EventLog;
import io.everup.event.Severity;
import io.everup.event.Subject;
import io.everup.identity.Actor;
import io.everup.identity.Permission;
import io.everup.identity.Place;
import io.everup.shared.Refusal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Says from which range a network gives addresses to VMs, and gives them out. */
@Component
public class NetworkOperations {

    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    private static final int MOST_ADDRESSES = 65_536;

    private final NetworkDirectory directory;
    private final JdbcClient jdbc;
    private final EventLog events;
    private final AuditJournal audit;

    NetworkOperations(NetworkDirectory directory, JdbcClient jdbc, EventLog events, AuditJournal audit) {
        this.directory = directory;
        this.jdbc = jdbc;
        this.events = events;
        this.audit = audit;
    }

    /** An address given to a VM. @param gateway null when there is none */
    public record Address(String address, int prefixLength, String gateway) {}

    /** Sets the range; null ends the giving out (addresses in use stay). Only IPv4 so far. */
    @Transactional
    public void setAddresses(Actor actor, UUID id, NetworkView.Range range) {
        actor.require(Permission.NETWORK_MANAGE);
        var network = directory.network(actor, id);
        actor.require(Permission.NETWORK_MANAGE, Place.pool(network.poolId()));
        if (range != null) {
            check(range);
        }
        jdbc.sql("""
                        update network set first_address = :first::inet, last_address = :last::inet,
                               prefix_length = :prefix, gateway = :gateway::inet where id = :id
                        """)
                .param("id", id)
                .param("first", range == null ? null : range.first())
                .param("last", range == null ? null : range.last())
                .param("prefix", range == null ? null : range.prefixLength())
                .param("gateway", range == null ? null : range.gateway())
                .update();
        events.record(
                "network-addresses",
                Severity.INFO,
                new Subject("network", id, network.name()),
                actor.name() + " changed the addresses that " + network.name() + " gives out.");
        audit.done(
                actor,
                "network.set-addresses",
                new Subject("network", id, network.name()),
                range == null ? Map.of() : Map.of("first", range.first(), "last", range.last()));
    }

    private static void check(NetworkView.Range range) {
        var first = number("first", range.first());
        var last = number("last", range.last());
        if (range.gateway() != null) {
            number("gateway", range.gateway());
        }
        if (range.prefixLength() < 8 || range.prefixLength() > 30) {
            throw Refusal.invalidField("prefixLength", "The prefix length is 8 to 30.");
        }
        if (last < first || last - first >= MOST_ADDRESSES) {
            throw Refusal.invalidField("last", "The last address comes after the first, at most 65,535 further.");
        }
        var mask = -1L << (32 - range.prefixLength());
        if ((first & mask) != (last & mask)) {
            throw Refusal.invalidField("last", "The range must lie within one network of that prefix length.");
        }
    }

    private static long number(String field, String address) {
        if (address == null || !IPV4.matcher(address).matches()) {
            throw Refusal.invalidField(field, "That is not an IPv4 address: write it like 10.78.0.10.");
        }
        var number = 0L;
        for (var part : address.split("\\.")) {
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }

    /**
     * Gives a free address to an owner; one who has one on this network keeps it. Empty when the network gives none out.
     *
     * @throws Refusal when all are taken
     */
    @Transactional
    public Optional<Address> give(UUID network, UUID owner) {
        var range = jdbc
                .sql("""
                        select first_address is not null as gives, prefix_length, host(gateway) as gateway, name
                        from network where id = :id for update
                        """)
                .param("id", network)
                .query((row, number) -> row.getBoolean("gives")
                        ? new Address(row.getString("name"), row.getInt("prefix_length"), row.getString("gateway"))
                        : null)
                .list()
                .stream()
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (range == null) {
            return Optional.empty();
        }
        var address = held(network, owner)
                .or(() -> take(network, owner))
                .orElseThrow(() -> Refusal.conflict(
                        "no-free-address",
                        "The network " + range.address() + " has no free address left.",
                        "Widen its range, or delete VMs that are not needed."));
        return Optional.of(new Address(address, range.prefixLength(), range.gateway()));
    }

    private Optional<String> held(UUID network, UUID owner) {
        return jdbc.sql(
                        "select host(address) from network_address where network_id = :network and owner = :owner limit 1")
                .param("network", network)
                .param("owner", owner)
                .query(String.class)
                .optional();
    }

    private Optional<String> take(UUID network, UUID owner) {
        return jdbc.sql("""
                        insert into network_address (network_id, address, owner)
                        select n.id, candidate, :owner
                        from network n, lateral (
                            select n.first_address + i as candidate
                            from generate_series(0, (n.last_address - n.first_address)::bigint) i
                            where not exists (select 1 from network_address t
                                              where t.network_id = n.id and t.address = n.first_address + i)
                            order by i limit 1) free
                        where n.id = :network
                        returning host(address)
                        """)
                .param("network", network)
                .param("owner", owner)
                .query(String.class)
                .optional();
    }

    /** Takes back all that an owner was given. */
    @Transactional
    public void takeBack(UUID owner) {
        jdbc.sql("delete from network_address where owner = :owner")
                .param("owner", owner)
                .update();
    }
}
