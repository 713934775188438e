package io.everup.hypervisor;

/**
 * What a host asks of us when we connect.
 *
 * @param username for SASL or SSH; null or empty where none is asked
 * @param password for SASL; never logged
 * @param sshKey an SSH private key in OpenSSH's or PEM's form, for the ssh transport; never logged
 */
public record Credentials(String username, String password, String sshKey) {

    public static final Credentials NONE = new Credentials(null, null, null);

    @Override
    public String toString() {
        return "Credentials[username=" + username + "]";
    }
}
