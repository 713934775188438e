package io.everup.task;

import io.everup.event.Subject;
import java.util.UUID;

/** A task in work, as its steps see it. What they put is kept with the task and survives a crash. */
public interface TaskRun {

    UUID id();

    Subject subject();

    /** Who asked for it. */
    String requester();

    /** A value of the payload as text; null when absent. */
    String text(String key);

    UUID uuid(String key);

    /** Absent values are 0. */
    long number(String key);

    /** Absent values are false. */
    boolean flag(String key);

    /** Changes the payload, at once and durably. A null value removes it. */
    void put(String key, Object value);

    /** Adds to the result, durably. */
    void result(String key, Object value);

    void log(String text);

    void warn(String text);

    /** @param percent of the whole task, 0 to 100; written at most twice a second */
    void progress(int percent);

    boolean cancelRequested();
}
