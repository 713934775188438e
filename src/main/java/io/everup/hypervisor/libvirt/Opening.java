package io.everup.hypervisor.libvirt;

import static io.everup.hypervisor.libvirt.LibvirtFault.check;

import io.everup.hypervisor.Credentials;
import io.everup.hypervisor.HostUri;
import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.libvirt.jna.ConnectionPointer;

/**
 * Opens connections with a true deadline. libvirt's library gives none, so each attempt runs on a thread of its own
 * that is left behind when it is late; if it succeeds after all, it is closed.
 */
final class Opening {

    private static final int KEEPALIVE_SECONDS = 1;
    private static final int KEEPALIVE_COUNT = 3;
    private static final int MOST_STUCK = 8;
    private static final long STUCK_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** When the attempts began that are still stuck in the library, by address. */
    private static final Map<String, Deque<Long>> STUCK = new ConcurrentHashMap<>();

    private final HostUri host;
    private final Credentials credentials;
    private volatile String phase;

    Opening(HostUri host, Credentials credentials) {
        this.host = host;
        this.credentials = credentials;
        this.phase = "Nothing answers at " + Where.of(host) + ".";
    }

    /**
     * Opens a connection.
     *
     * @param then what else belongs to opening it, within the same deadline
     */
    <T> T open(Duration deadline, Function<ConnectionPointer, T> then) {
        LibvirtUri.text(host);
        refuseWhenManyAreStuck();
        var result = new CompletableFuture<T>();
        var thread = new Thread(() -> attempt(deadline, then, result), "libvirt connect " + Where.of(host));
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get(Math.max(1, deadline.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw late(result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw late(result);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private <T> HypervisorFailure late(CompletableFuture<T> result) {
        var failure = new Unreachable(phase, null);
        // tells the attempt that nobody waits
        result.completeExceptionally(failure);
        return failure;
    }

    private <T> void attempt(Duration deadline, Function<ConnectionPointer, T> then, CompletableFuture<T> result) {
        ConnectionPointer connection = null;
        try {
            // a little less, so that its better reason is heard
            Preflight.check(host, deadline.multipliedBy(9).dividedBy(10));
            phase = Where.of(host) + " takes the connection, but its libvirt doesn't answer.";
            connection = connect();
            LibvirtRuntime.libvirt().virConnectSetKeepAlive(connection, KEEPALIVE_SECONDS, KEEPALIVE_COUNT);
            if (!result.isDone() && result.complete(then.apply(connection))) {
                return;
            }
        } catch (LibvirtFault fault) {
            result.completeExceptionally(Failures.ofConnecting(fault, Where.of(host)));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
        if (connection != null) {
            LibvirtRuntime.libvirt().virConnectClose(connection);
        }
    }

    private ConnectionPointer connect() throws LibvirtFault {
        var begun = System.nanoTime();
        var stuck = STUCK.computeIfAbsent(host.text(), uri -> new ArrayDeque<>());
        synchronized (stuck) {
            stuck.add(begun);
        }
        try {
            return host.transport().equals("ssh") ? connectBySsh() : connect(LibvirtUri.text(host));
        } finally {
            synchronized (stuck) {
                stuck.remove(begun);
            }
        }
    }

    private void refuseWhenManyAreStuck() {
        var stuck = STUCK.get(host.text());
        if (stuck == null) {
            return;
        }
        synchronized (stuck) {
            stuck.removeIf(begun -> System.nanoTime() - begun > STUCK_NANOS);
            if (stuck.size() >= MOST_STUCK) {
                throw new Unreachable(
                        Where.of(host) + " hangs: " + stuck.size() + " attempts to connect are still waiting.", null);
            }
        }
    }

    private ConnectionPointer connect(String uri) throws LibvirtFault {
        var login = new Login(credentials);
        try {
            return check(LibvirtRuntime.libvirt().virConnectOpenAuth(uri, login.pointer(), 0));
        } finally {
            Reference.reachabilityFence(login);
        }
    }

    /** The key is in a file only while ssh reads it. */
    private ConnectionPointer connectBySsh() throws LibvirtFault {
        var key = credentials.sshKey();
        if (key == null || key.isBlank()) {
            return connect(LibvirtUri.ssh(host, credentials.username(), null));
        }
        Path file = null;
        try {
            file = Files.createTempFile(
                    "everup-",
                    ".key",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            // OpenSSH doesn't read a key whose last line has no end
            Files.writeString(file, key.strip() + "\n", StandardCharsets.US_ASCII);
            return connect(LibvirtUri.ssh(host, credentials.username(), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
