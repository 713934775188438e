package io.everup.support;

/** A portal that a test starts and ends. */
public interface Program extends AutoCloseable {

    /** @return its address */
    String start();

    @Override
    void close();
}
