package io.everup.notice;

/**
 * What became of an attempt.
 *
 * @param target who or what it was sent to, for people
 * @param answer what the other side said, or why it didn't; without secrets, at most 500 characters
 * @param hopeless it failed, and trying again would not help
 */
record Delivery(boolean delivered, String target, String answer, boolean hopeless) {

    private static final int MOST = 500;

    Delivery {
        answer = answer.length() > MOST ? answer.substring(0, MOST - 1) + "…" : answer;
    }

    static Delivery done(String target, String answer) {
        return new Delivery(true, target, answer, false);
    }

    static Delivery failed(String target, String answer) {
        return new Delivery(false, target, answer, false);
    }

    static Delivery refused(String target, String answer) {
        return new Delivery(false, target, answer, true);
    }
}
