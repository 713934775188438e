package io.everup.host;

import io.everup.identity.Actor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What fence devices said in the past. */
@Component
public class FenceDirectory {

    /** How far back strips reach. */
    public static final Duration STRIP = Duration.ofDays(7);

    private static final int MOST = 1_000;

    private final JdbcClient jdbc;
    private final HostDirectory hosts;
    private final Clock clock;

    FenceDirectory(JdbcClient jdbc, HostDirectory hosts, Clock clock) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.clock = clock;
    }

    /**
     * A change of what a device says.
     *
     * @param device what it was called then; it may have been removed since
     * @param power null when it didn't tell
     */
    public record Change(
            long id, UUID deviceId, String device, Instant at, boolean ready, String power, String finding) {}

    /** A time in which a device said the same. @param ready null while it had not been asked */
    public record Span(Instant from, Instant to, Boolean ready, String finding) {}

    /** Newest first. @param most at most 1000 */
    public List<Change> changes(Actor actor, UUID host, int most) {
        hosts.host(actor, host);
        return jdbc.sql("select * from fence_change where host_id = :host order by at desc, id desc limit :most")
                .param("host", host)
                .param("most", Math.min(Math.max(most, 1), MOST))
                .query(FenceDirectory::change)
                .list();
    }

    /** What each present device of a host said in the last {@link #STRIP}, without gaps, oldest first. */
    public Map<UUID, List<Span>> spans(Actor actor, UUID host) {
        var to = clock.instant();
        var from = to.minus(STRIP);
        var spans = new LinkedHashMap<UUID, List<Span>>();
        for (var device : hosts.host(actor, host).fence()) {
            var changes = jdbc.sql("""
                            select * from fence_change where host_id = :host and device_id = :device
                              and id >= coalesce((select max(id) from fence_change
                                                  where device_id = :device and at <= :from), 0)
                            order by at, id limit 1000
                            """)
                    .param("host", host)
                    .param("device", device.id())
                    .param("from", from.atOffset(ZoneOffset.UTC))
                    .query(FenceDirectory::change)
                    .list();
            spans.put(device.id(), spans(changes, from, to));
        }
        return spans;
    }

    static List<Span> spans(List<Change> changes, Instant from, Instant to) {
        var spans = new ArrayList<Span>();
        var begun = from;
        Boolean ready = null;
        String finding = null;
        for (var change : changes) {
            if (change.at().isAfter(begun) && (ready == null || ready != change.ready())) {
                spans.add(new Span(begun, change.at(), ready, finding));
                begun = change.at();
            }
            ready = change.ready();
            finding = change.finding();
        }
        spans.add(new Span(begun, to, ready, finding));
        return spans;
    }

    private static Change change(ResultSet row, int number) throws SQLException {
        return new Change(
                row.getLong("id"),
                row.getObject("device_id", UUID.class),
                row.getString("device"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getBoolean("ready"),
                row.getString("power"),
                row.getString("finding"));
    }
}
