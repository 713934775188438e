package io.everup.support;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends the programs under test before their database: left to the JVM's end, both would stop at once, and a program
 * whose database is gone takes half a minute to give up.
 */
public final class TestPrograms implements LauncherSessionListener {

    private static final Deque<ConfigurableApplicationContext> RUNNING = new ConcurrentLinkedDeque<>();

    static void opened(ConfigurableApplicationContext context) {
        RUNNING.push(context);
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        RUNNING.forEach(ConfigurableApplicationContext::close);
        RUNNING.clear();
    }
}
