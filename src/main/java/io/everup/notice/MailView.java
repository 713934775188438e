package io.everup.notice;

/**
 * The mail server that is set; without passwords.
 *
 * @param secured whether the connection must be encrypted
 * @param from the sender
 * @param publicUrl the portal's address in links; empty for no links
 */
public record MailView(
        boolean set, String host, int port, String user, boolean secured, String from, String publicUrl) {}
