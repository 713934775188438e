package io.everup.host;

import io.everup.event.Changes;
import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.Hypervisor;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.Hypervisors;
import io.everup.shared.SecretBox;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * This replica's links to all hosts. The only door to a hypervisor for tasks and collectors; pages and reads of the API
 * never pass it.
 */
@Component
public class HostConnections {

    private static final Logger log = LoggerFactory.getLogger(HostConnections.class);
    private static final int LOOK_SECONDS = 5;

    private final JdbcClient jdbc;
    private final Hypervisors hypervisors;
    private final SecretBox secrets;
    private final HostWatch watch;
    private final Clock clock;
    private final Map<UUID, HostLink> links = new ConcurrentHashMap<>();
    /** The hosts proven off whose links were cut since; touched by the keeper alone. */
    private final Set<UUID> cut = new HashSet<>();

    private final AtomicBoolean queued = new AtomicBoolean();
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "everup-links");
        thread.setDaemon(true);
        return thread;
    });

    HostConnections(
            JdbcClient jdbc,
            Hypervisors hypervisors,
            SecretBox secrets,
            HostWatch watch,
            Changes changes,
            Clock clock) {
        this.jdbc = jdbc;
        this.hypervisors = hypervisors;
        this.secrets = secrets;
        this.watch = watch;
        this.clock = clock;
        changes.subscribe(change -> {
            if (change.type().equals("host") || change.equals(Changes.EVERYTHING)) {
                lookSoon();
            }
        });
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        keeper.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        keeper.shutdownNow();
        links.values().forEach(HostLink::stop);
    }

    /**
     * The link to a host.
     *
     * @throws HypervisorFailure.Unreachable when the host doesn't answer this replica now; it says why
     */
    public Hypervisor to(UUID host) {
        var link = links.get(host);
        if (link == null) {
            throw new HypervisorFailure.Unreachable("Everup is not connected to that host yet.", null);
        }
        return link.hypervisor();
    }

    /** Whether the last knock on the host's door was answered. */
    public boolean answering(UUID host) {
        var link = links.get(host);
        return link != null && link.answering();
    }

    /** Whether this replica tried to reach the host and got no answer; false while the first attempt is under way. */
    public boolean missing(UUID host) {
        var link = links.get(host);
        return link != null && link.missing();
    }

    /** Why the host doesn't answer, in words; null when this replica has no link to it. */
    public String problem(UUID host) {
        var link = links.get(host);
        return link == null ? null : link.problem();
    }

    /** When the host last answered this replica; null for never. */
    public Instant lastAnswer(UUID host) {
        var link = links.get(host);
        return link == null ? null : link.lastAnswer();
    }

    /** The hosts this replica is linked with or tries to be. */
    public Set<UUID> hosts() {
        return Set.copyOf(links.keySet());
    }

    private void lookSoon() {
        if (queued.compareAndSet(false, true) && !keeper.isShutdown()) {
            keeper.execute(() -> {
                queued.set(false);
                look();
            });
        }
    }

    private void look() {
        try {
            var off = new HashSet<UUID>();
            var known = new HashSet<UUID>();
            jdbc.sql("select id, state from host").query(row -> {
                var id = row.getObject("id", UUID.class);
                known.add(id);
                if (row.getString("state").equals(HostState.FENCED.name())) {
                    off.add(id);
                }
            });
            cut(off);
            links.keySet().stream()
                    .filter(id -> !known.contains(id))
                    .toList()
                    .forEach(id -> links.remove(id).stop());
            known.stream().filter(id -> !links.containsKey(id)).forEach(this::open);
        } catch (RuntimeException e) {
            log.warn("The list of hosts could not be read: {}", e.getMessage());
        }
    }

    /** Calls to a host that is proven off get no answer any more: whoever waits for one is told at once. */
    private void cut(Set<UUID> off) {
        cut.retainAll(off);
        off.stream()
                .filter(cut::add)
                .map(links::get)
                .filter(Objects::nonNull)
                .forEach(link -> link.cut("It is proven off."));
    }

    private void open(UUID host) {
        var link = new HostLink(
                host,
                () -> door(host),
                (door, listener, deadline) -> hypervisors.connect(door.uri(), door.credentials(), listener, deadline),
                watch,
                clock);
        links.put(host, link);
        link.start();
    }

    private HostLink.Door door(UUID host) {
        return jdbc.sql("select uri, username, locked_password, locked_ssh_key, identity from host where id = :id")
                .param("id", host)
                .query((row, number) -> new HostLink.Door(
                        HostUri.parse(row.getString("uri")),
                        new Credentials(
                                row.getString("username"),
                                secrets.open(row.getString("locked_password")),
                                secrets.open(row.getString("locked_ssh_key"))),
                        row.getObject("identity", UUID.class)))
                .optional()
                .orElseThrow(() -> new HypervisorFailure.Unreachable("The host was removed from Everup.", null));
    }
}
