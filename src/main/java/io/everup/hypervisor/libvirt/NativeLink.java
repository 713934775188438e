package io.everup.hypervisor.libvirt;

import io.everup.hypervisor.HypervisorFailure;
import io.everup.hypervisor.HypervisorFailure.OutcomeUnknown;
import io.everup.hypervisor.HypervisorFailure.Unreachable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.libvirt.jna.ConnectionPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of libvirt and the one platform thread that may use it ({@link Lanes} says why no more). A call runs on
 * it and is awaited until its deadline; then the caller goes on, and the thread stays behind until libvirt lets it go.
 */
final class NativeLink {

    private static final Logger log = LoggerFactory.getLogger(NativeLink.class);
    private static final Duration LAST_CALLS = Duration.ofMinutes(45);

    interface Call<T> {
        T on(ConnectionPointer connection) throws LibvirtFault;
    }

    private final ConnectionPointer connection;
    private final String where;
    private final Runnable beforeClose;
    private final ExecutorService worker;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Set<Pending<?>> pending = ConcurrentHashMap.newKeySet();

    /** @param beforeClose what must be undone on the connection before it can be closed */
    NativeLink(ConnectionPointer connection, String where, Runnable beforeClose) {
        this.connection = connection;
        this.where = where;
        this.beforeClose = beforeClose;
        this.worker = Executors.newSingleThreadExecutor(work -> {
            var thread = new Thread(work, "libvirt " + where);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** How many calls run or wait. */
    int load() {
        return pending.size();
    }

    /** A question: unanswered it is {@code Unreachable}. */
    <T> T read(Duration deadline, Call<T> call) {
        return await(submit(false, call), deadline);
    }

    /** A change: unanswered it is {@code OutcomeUnknown}. */
    <T> T change(Duration deadline, Call<T> call) {
        return await(submit(true, call), deadline);
    }

    /** A change that is awaited later, perhaps more than once. */
    <T> Begun<T> begin(Call<T> call) {
        var task = submit(true, call);
        return new Begun<>() {
            @Override
            public T await(Duration deadline) {
                return NativeLink.this.await(task, deadline);
            }

            @Override
            public boolean isDone() {
                return task.result.isDone();
            }
        };
    }

    interface Begun<T> {
        /** As {@link #change}; after a deadline it may be awaited again. */
        T await(Duration deadline);

        boolean isDone();
    }

    private <T> Pending<T> submit(boolean change, Call<T> call) {
        var task = new Pending<>(change, call);
        pending.add(task);
        task.result.whenComplete((result, failure) -> pending.remove(task));
        try {
            worker.execute(task);
        } catch (RejectedExecutionException e) {
            task.linkClosed();
        }
        return task;
    }

    private <T> T await(Pending<T> task, Duration deadline) {
        try {
            return task.result.get(Math.max(0, deadline.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw task.giveUp(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw task.giveUp(deadline);
        } catch (ExecutionException e) {
            throw task.failure(e.getCause());
        }
    }

    /** Whether no call can go through any more. */
    boolean isDead() {
        return !alive();
    }

    /** Whether libvirt still holds the connection; answered without asking the host. */
    private boolean alive() {
        return !closed.get() && LibvirtRuntime.libvirt().virConnectIsAlive(connection) != 0;
    }

    /** Ends calls under way at once. The connection itself is closed when libvirt has let the last of them go. */
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        // what is queued ends here, what runs goes on until libvirt lets it go
        worker.shutdown();
        pending.forEach(Pending::linkClosed);
        var closer = new Thread(this::closeNative, "libvirt close " + where);
        closer.setDaemon(true);
        closer.start();
    }

    private void closeNative() {
        try {
            if (worker.awaitTermination(LAST_CALLS.toSeconds(), TimeUnit.SECONDS)) {
                beforeClose.run();
                LibvirtRuntime.libvirt().virConnectClose(connection);
            } else {
                log.warn("A call to {} never ended; its connection stays open.", where);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One call, between the caller and the thread that makes it. */
    private final class Pending<T> implements Runnable {

        private final boolean change;
        private final Call<T> call;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CompletableFuture<T> result = new CompletableFuture<>();

        private Pending(boolean change, Call<T> call) {
            this.change = change;
            this.call = call;
        }

        @Override
        public void run() {
            if (!taken.compareAndSet(false, true)) {
                return;
            }
            if (!alive()) {
                result.completeExceptionally(new Unreachable("The link to " + where + " is broken.", null));
                return;
            }
            try {
                result.complete(call.on(connection));
            } catch (LibvirtFault fault) {
                result.completeExceptionally(alive() ? Failures.of(fault) : Failures.ofDeadLink(fault, change, where));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }

        /** The deadline is over. Whoever takes the task first decides whether the host was ever asked. */
        private HypervisorFailure giveUp(Duration deadline) {
            if (taken.compareAndSet(false, true)) {
                return new Unreachable(
                        where + " is busy with earlier calls; it wasn't asked within " + text(deadline) + ".", null);
            }
            var message = where + " gave no answer within " + text(deadline) + ".";
            return change ? new OutcomeUnknown(message, null) : new Unreachable(message, null);
        }

        private void linkClosed() {
            var asked = !taken.compareAndSet(false, true);
            var message = "The link to " + where + " was closed.";
            result.completeExceptionally(
                    asked && change ? new OutcomeUnknown(message, null) : new Unreachable(message, null));
        }

        private RuntimeException failure(Throwable cause) {
            if (cause instanceof RuntimeException e) {
                return e;
            }
            throw new IllegalStateException("A call to " + where + " failed", cause);
        }
    }

    private static String text(Duration duration) {
        var seconds = duration.toMillis() / 1000.0;
        return seconds == Math.rint(seconds) ? (long) seconds + " s" : seconds + " s";
    }
}
