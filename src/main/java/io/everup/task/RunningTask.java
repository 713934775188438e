package io.everup.task;

import io.everup.event.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The {@link TaskRun} of a claimed task. Used by one worker thread; only the wish to cancel comes from another. */
final class RunningTask implements TaskRun {

    private static final long PROGRESS_PAUSE_NANOS = 500_000_000L;

    private final TaskStore.Claim claim;
    private final TaskStore store;
    private final String worker;
    private final Map<String, Object> payload;
    private final Map<String, Object> result;
    private volatile boolean cancelRequested;
    private long lastProgress = System.nanoTime() - PROGRESS_PAUSE_NANOS;

    RunningTask(TaskStore.Claim claim, TaskStore store, String worker) {
        this.claim = claim;
        this.store = store;
        this.worker = worker;
        this.payload = new HashMap<>(claim.payload());
        this.result = new HashMap<>(claim.result());
        this.cancelRequested = claim.state() == TaskState.CANCELLING;
    }

    TaskStore.Claim claim() {
        return claim;
    }

    String worker() {
        return worker;
    }

    void requestCancel() {
        cancelRequested = true;
    }

    @Override
    public UUID id() {
        return claim.id();
    }

    @Override
    public Subject subject() {
        return claim.subject();
    }

    @Override
    public String requester() {
        return claim.requester();
    }

    @Override
    public String text(String key) {
        var value = payload.get(key);
        return value == null ? null : value.toString();
    }

    @Override
    public UUID uuid(String key) {
        var text = text(key);
        return text == null ? null : UUID.fromString(text);
    }

    @Override
    public long number(String key) {
        return payload.get(key) instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public boolean flag(String key) {
        return Boolean.TRUE.equals(payload.get(key));
    }

    @Override
    public void put(String key, Object value) {
        if (value == null) {
            payload.remove(key);
        } else {
            payload.put(key, value instanceof UUID ? value.toString() : value);
        }
        store.save(worker, id(), payload, result);
    }

    @Override
    public void result(String key, Object value) {
        result.put(key, value instanceof UUID ? value.toString() : value);
        store.save(worker, id(), payload, result);
    }

    @Override
    public void log(String text) {
        store.log(id(), "INFO", text);
    }

    @Override
    public void warn(String text) {
        store.log(id(), "WARNING", text);
    }

    @Override
    public void progress(int percent) {
        var now = System.nanoTime();
        if (now - lastProgress >= PROGRESS_PAUSE_NANOS) {
            lastProgress = now;
            store.progress(worker, id(), Math.max(0, Math.min(100, percent)));
        }
    }

    @Override
    public boolean cancelRequested() {
        return cancelRequested;
    }
}
