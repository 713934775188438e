package io.everup.drill;

/**
 * One thing that a drill looked at.
 *
 * @param name a word such as {@code fence}
 * @param subject what it is about, such as a host's name
 * @param advice what to do about it; null when nothing is
 */
public record Check(String name, String subject, Outcome outcome, String finding, String advice, long tookMillis) {

    /** A warning is worth seeing to, and fails no drill. */
    public enum Outcome {
        PASSED,
        WARNING,
        FAILED
    }

    static Check passed(String name, String subject, String finding) {
        return new Check(name, subject, Outcome.PASSED, finding, null, 0);
    }

    static Check warning(String name, String subject, String finding, String advice) {
        return new Check(name, subject, Outcome.WARNING, finding, advice, 0);
    }

    static Check failed(String name, String subject, String finding, String advice) {
        return new Check(name, subject, Outcome.FAILED, finding, advice, 0);
    }

    /** As {@link #passed} or {@link #failed}, by whether it holds. */
    static Check of(boolean holds, String name, String subject, String good, String bad, String advice) {
        return holds ? passed(name, subject, good) : failed(name, subject, bad, advice);
    }

    Check took(long millis) {
        return new Check(name, subject, outcome, finding, advice, millis);
    }
}
