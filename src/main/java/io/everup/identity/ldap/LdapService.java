package io.everup.identity.ldap;

import io.everup.identity.ldap.LdapFailure.Kind;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Asks the directory, server after server until one answers. Each question has a deadline as a whole: it holds even
 * where neither the name service nor TLS has one, and a slow directory can't take all threads of the portal.
 */
@Component
public class LdapService {

    /** A server that failed is asked last for so long. */
    private static final Duration AVOID = Duration.ofSeconds(30);

    /** So is one that hasn't answered for so long: it may hang where no failure comes of it, as in the name service. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    /** Questions at a time, on this replica. */
    private static final int MOST = 24;

    private record Avoided(Instant from, Instant until) {}

    private final Clock clock;
    private final Map<LdapServer, Avoided> avoided = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, MOST, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                var thread = new Thread(work, "everup-ldap");
                thread.setDaemon(true);
                return thread;
            });

    LdapService(Clock clock) {
        this.clock = clock;
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    /**
     * Who signs in.
     *
     * @param user null when the directory knows no such person
     * @param proven whether the password was right
     * @param groups keys ({@link LdapNames#key}) of all groups they are in; empty unless proven
     */
    public record Answer(LdapUser user, boolean proven, Set<String> groups) {}

    /**
     * Whether a person signs in with the right password, and their groups.
     *
     * @param password an empty one is never right
     * @throws LdapFailure when no server answers in time
     */
    public Answer signIn(LdapConfiguration configuration, String login, String password) {
        return ask(configuration, LdapDeadlines.SIGN_IN, session -> {
            var user = session.find(login).orElse(null);
            if (user == null || user.disabled() || password.isEmpty()) {
                session.bindAsNobody(password.isEmpty() ? "-" : password);
                return new Answer(user, false, Set.of());
            }
            if (!session.isPassword(user.dn(), password)) {
                return new Answer(user, false, Set.of());
            }
            session.bindAsEverup();
            return new Answer(user, true, new LdapGroups(session).of(user));
        });
    }

    /**
     * Everyone in the directory. Takes as long as that needs, up to minutes.
     *
     * @param groups keys of the groups that matter
     * @throws LdapFailure when no server answers, or not all of it
     */
    public LdapCensus census(LdapConfiguration configuration, Set<String> groups) {
        return ask(configuration, LdapDeadlines.BACKGROUND, session -> LdapCensus.take(session, groups));
    }

    /** Tries everything, and says how each step went. Takes up to 15 s a server; never throws. */
    public List<LdapProbe.Step> probe(LdapConfiguration configuration, String login, String password) {
        return new LdapProbe(this, configuration, clock).run(login, password);
    }

    private <T> T ask(LdapConfiguration configuration, LdapDeadlines deadlines, Function<LdapSession, T> question) {
        return within(deadlines.whole(), closing -> overServers(configuration, deadlines, question, closing));
    }

    private <T> T overServers(
            LdapConfiguration configuration,
            LdapDeadlines deadlines,
            Function<LdapSession, T> question,
            ConcurrentLinkedDeque<AutoCloseable> closing) {
        LdapFailure last = null;
        var connector = new LdapConnector(configuration, deadlines, clock);
        for (var server : inOrder(configuration.settings())) {
            avoid(server, clock.instant().plus(SLOW));
            try (var session = connector.open(server, closing::push)) {
                var answer = question.apply(session);
                avoided.remove(server);
                return answer;
            } catch (LdapFailure e) {
                if (!e.kind().ofServer()) {
                    avoided.remove(server);
                    throw e;
                }
                avoid(server, clock.instant());
                last = e;
            }
        }
        throw last == null ? new LdapFailure(Kind.PROBLEM, "No server of the directory is set up.") : last;
    }

    private void avoid(LdapServer server, Instant from) {
        avoided.merge(
                server,
                new Avoided(from, from.plus(AVOID)),
                (before, now) ->
                        before.until().isAfter(clock.instant()) && before.from().isBefore(from) ? before : now);
    }

    /** As they are set, those that failed a moment ago last. */
    private List<LdapServer> inOrder(LdapSettings settings) {
        var now = clock.instant();
        return settings.servers().stream()
                .map(LdapServer::parse)
                .sorted(Comparator.comparing(server -> isAvoided(server, now)))
                .toList();
    }

    private boolean isAvoided(LdapServer server, Instant now) {
        var span = avoided.get(server);
        return span != null && !span.from().isAfter(now) && span.until().isAfter(now);
    }

    /** Work that is given up at a deadline; what it has opened is closed then, so that its thread ends too. */
    <T> T within(Duration deadline, Function<ConcurrentLinkedDeque<AutoCloseable>, T> work) {
        var closing = new ConcurrentLinkedDeque<AutoCloseable>();
        try {
            return threads.submit(() -> work.apply(closing)).get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            closing.forEach(LdapService::close);
            throw new LdapFailure(
                    Kind.TIMEOUT, "No server of the directory answered within " + deadline.toSeconds() + " seconds.");
        } catch (RejectedExecutionException e) {
            throw new LdapFailure(Kind.BUSY, "Too many sign-ins wait for the directory.");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LdapFailure failure ? failure : LdapFailureRules.explain(e.getCause(), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.forEach(LdapService::close);
            throw new LdapFailure(Kind.PROBLEM, "Everup is stopping.");
        }
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            // It is gone either way.
        }
    }
}
