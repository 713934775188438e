package io.everup.support;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldif.LDIFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real OpenLDAP on the loopback, with its data in a directory of its own. Ends with the JVM at the latest. */
public final class Slapd implements AutoCloseable {

    public static final String SUFFIX = "dc=example,dc=org";
    public static final String ROOT = "cn=root," + SUFFIX;
    public static final String ROOT_PASSWORD = "the root's password";

    /** Microsoft's numbers and names (MS-ADA1 to 3), as far as people and their groups need them. */
    private static final String ACTIVE_DIRECTORY = """
            attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
            attributetype ( 1.2.840.113556.1.4.656 NAME 'userPrincipalName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
            attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )
            attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )
            attributetype ( 1.2.840.113556.1.4.782 NAME 'objectCategory' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
            attributetype ( 1.2.840.113556.1.2.102 NAME 'memberOf' EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )
            objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP inetOrgPerson STRUCTURAL MAY ( sAMAccountName $ userPrincipalName $ userAccountControl $ objectGUID $ objectCategory $ memberOf ) )
            """;

    private static final Path PROGRAM = Path.of("/usr/sbin/slapd");
    private static final Duration MOST = Duration.ofSeconds(20);

    private final Path home;
    private final int port = freePort();
    private final int tlsPort = freePort();
    private final boolean tls;
    private Process process;

    private Slapd(Path home, boolean tls) {
        this.home = home;
        this.tls = tls;
    }

    public static boolean installed() {
        return Files.isExecutable(PROGRAM);
    }

    /** @param authority null for a server that speaks no TLS; its certificate is made out to localhost alone */
    public static Slapd start(Path home, TestAuthority authority, String ldif) {
        try {
            Files.createDirectories(home.resolve("db"));
            if (authority != null) {
                authority.issue("localhost", home);
            }
            var slapd = new Slapd(home, authority != null);
            Files.writeString(home.resolve("slapd.conf"), slapd.settings());
            Files.writeString(home.resolve("data.ldif"), ldif);
            slapd.run("slapadd", "-q", "-f", home + "/slapd.conf", "-l", home + "/data.ldif");
            slapd.start();
            return slapd;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String settings() {
        var secure = """
                TLSCACertificateFile %1$s/ca.pem
                TLSCertificateFile %1$s/server.pem
                TLSCertificateKeyFile %1$s/server.key
                """.formatted(home);
        return """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/nis.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                moduleload ppolicy
                %6$s
                pidfile %1$s/slapd.pid
                %2$s
                database mdb
                maxsize 268435456
                suffix "%3$s"
                rootdn "%4$s"
                rootpw "%5$s"
                directory %1$s/db
                dbnosync
                index objectClass,uid,cn,member,uniqueMember,memberUid,entryUUID eq,pres
                limits users size.soft=500 size.hard=500 size.prtotal=unlimited
                access to attrs=userPassword by anonymous auth by * none
                access to * by users read by * none
                overlay ppolicy
                """.formatted(home, tls ? secure : "", SUFFIX, ROOT, ROOT_PASSWORD, ACTIVE_DIRECTORY);
    }

    /** Starts it, or starts it again with the data that it had. */
    public void start() {
        try {
            var urls = tls ? plainUrl() + "/ ldaps://127.0.0.1:" + tlsPort + "/" : plainUrl() + "/";
            process = new ProcessBuilder(
                            PROGRAM.toString(),
                            "-d",
                            "0",
                            "-f",
                            home + "/slapd.conf",
                            "-h",
                            urls.replace("localhost", "127.0.0.1"))
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("slapd.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var mine = process;
        Runtime.getRuntime().addShutdownHook(new Thread(mine::destroyForcibly));
        Await.until("slapd listens", MOST, this::listens, this::log);
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("slapd ended: " + log());
        }
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(home.resolve("slapd.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** As a power cut does it. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("slapd doesn't die");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }

    public String plainUrl() {
        return "ldap://localhost:" + port;
    }

    public String tlsUrl() {
        return "ldaps://localhost:" + tlsPort;
    }

    /** An address of the same server that its certificate isn't made out to. */
    public String wrongNameUrl() {
        return "ldaps://127.0.0.1:" + tlsPort;
    }

    public void delete(String dn) {
        asRoot(connection -> connection.delete(dn));
    }

    public void add(String ldif) {
        asRoot(connection -> connection.add(ldif.split("\n")));
    }

    public void modify(String dn, Modification... changes) {
        asRoot(connection -> connection.modify(dn, List.of(changes)));
    }

    private interface Change {
        void apply(LDAPConnection connection) throws LDAPException, LDIFException;
    }

    private void asRoot(Change change) {
        try (var connection = new LDAPConnection("127.0.0.1", port, ROOT, ROOT_PASSWORD)) {
            change.apply(connection);
        } catch (LDAPException | LDIFException e) {
            throw new AssertionError(e);
        }
    }

    private void run(String... command) throws IOException {
        command[0] = "/usr/sbin/" + command[0];
        TestAuthority.run(command);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
