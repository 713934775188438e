package io.everup.identity.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPExtendedOperationException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import io.everup.identity.ldap.LdapFailure.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.function.Consumer;
import javax.net.SocketFactory;

/** Opens connections: resolve, connect, TLS, bind; each step has a deadline and a failure of its own. */
final class LdapConnector {

    private final LdapConfiguration configuration;
    private final LdapDeadlines deadlines;
    private final Clock clock;

    LdapConnector(LdapConfiguration configuration, LdapDeadlines deadlines, Clock clock) {
        this.configuration = configuration;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /**
     * A connection that Everup's own account is bound on.
     *
     * @param opened told of each thing to close, should the caller give up before this returns
     */
    LdapSession open(LdapServer server, Consumer<AutoCloseable> opened) {
        LDAPConnection connection = null;
        try {
            connection = connect(server, opened);
            opened.accept(connection::close);
            var session = new LdapSession(connection, server, configuration, clock);
            session.bindAsEverup();
            return session;
        } catch (LDAPException | IOException | GeneralSecurityException e) {
            if (connection != null) {
                connection.close();
            }
            throw LdapFailureRules.explain(e, server);
        } catch (LdapFailure e) {
            if (connection != null) {
                connection.close();
            }
            throw e;
        }
    }

    private LDAPConnection connect(LdapServer server, Consumer<AutoCloseable> opened)
            throws IOException, LDAPException, GeneralSecurityException {
        var tls = LdapTls.trusting(configuration.settings().ca());
        var address = InetAddress.getByName(server.host());
        var millis = (int) deadlines.connect().toMillis();
        var plain = new Socket();
        opened.accept(plain);
        try {
            plain.connect(new InetSocketAddress(address, server.port()), millis);
            plain.setSoTimeout(millis);
            var socket = server.tls() ? tls.createSocket(plain, server.host(), server.port(), true) : plain;
            var connection = new LDAPConnection(new Given(socket), options(), server.host(), server.port());
            if (!server.tls() && !configuration.settings().allowPlain()) {
                startTls(connection, tls, server);
            }
            return connection;
        } catch (IOException | LDAPException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private LDAPConnectionOptions options() {
        var options = new LDAPConnectionOptions();
        // Longer than the socket's own, which says what it waited for.
        options.setConnectTimeoutMillis(2 * (int) deadlines.connect().toMillis());
        options.setResponseTimeoutMillis(deadlines.response().toMillis());
        options.setUseSynchronousMode(true);
        options.setFollowReferrals(false);
        options.setBindWithDNRequiresPassword(true);
        return options;
    }

    /** Nothing but this goes over the connection before TLS is up. */
    private void startTls(LDAPConnection connection, LdapTls tls, LdapServer server) throws LDAPException {
        try {
            var answer = connection.processExtendedOperation(new StartTLSExtendedRequest(tls));
            if (!answer.getResultCode().equals(ResultCode.SUCCESS)) {
                throw noStartTls(server);
            }
        } catch (LDAPExtendedOperationException e) {
            throw noStartTls(server);
        }
    }

    private static LdapFailure noStartTls(LdapServer server) {
        return new LdapFailure(Kind.NO_START_TLS, server + " doesn't offer StartTLS.");
    }

    /** Hands over a socket that is connected already. */
    private static final class Given extends SocketFactory {

        private final Socket socket;

        Given(Socket socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
            return socket;
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
            return socket;
        }
    }
}
