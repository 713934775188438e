package io.everup.identity.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.everup.identity.ldap.LdapFailure.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Finds out from an exception what went wrong, and says it in plain words. */
final class LdapFailureRules {

    private static final Set<ResultCode> DOWN = Set.of(
            ResultCode.SERVER_DOWN,
            ResultCode.UNAVAILABLE,
            ResultCode.BUSY,
            ResultCode.CONNECT_ERROR,
            ResultCode.LOCAL_ERROR,
            ResultCode.DECODING_ERROR);

    private LdapFailureRules() {}

    /** @param server null when none was spoken to */
    static LdapFailure explain(Throwable thrown, LdapServer server) {
        var kind = kind(thrown);
        return new LdapFailure(kind, sentence(kind, server, thrown));
    }

    private static Kind kind(Throwable thrown) {
        Kind tls = null;
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            var found = kindOf(cause);
            if (found == Kind.TLS) {
                tls = found;
            } else if (found != null) {
                return found;
            }
        }
        return tls != null ? tls : kindOfResult(thrown);
    }

    private static Kind kindOf(Throwable cause) {
        if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
            return Kind.EXPIRED;
        }
        if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
            return expired(cause) ? Kind.EXPIRED : Kind.UNTRUSTED;
        }
        if (cause instanceof CertificateException && cause.getCause() == null) {
            return Kind.WRONG_NAME;
        }
        if (cause instanceof SSLException) {
            return Kind.TLS;
        }
        if (cause instanceof SocketTimeoutException) {
            return Kind.TIMEOUT;
        }
        if (cause instanceof NoRouteToHostException) {
            return Kind.NO_ROUTE;
        }
        if (cause instanceof ConnectException) {
            return Kind.REFUSED;
        }
        return cause instanceof UnknownHostException ? Kind.CANNOT_RESOLVE : null;
    }

    private static boolean expired(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return true;
            }
        }
        return false;
    }

    private static Kind kindOfResult(Throwable thrown) {
        if (!(thrown instanceof LDAPException ldap)) {
            return Kind.PROBLEM;
        }
        var code = ldap.getResultCode();
        if (code.equals(ResultCode.TIMEOUT)) {
            return Kind.TIMEOUT;
        }
        if (code.equals(ResultCode.NO_SUCH_OBJECT)) {
            return Kind.BASE_NOT_FOUND;
        }
        if (code.equals(ResultCode.INVALID_CREDENTIALS)) {
            return Kind.BIND_REFUSED;
        }
        return DOWN.contains(code) ? Kind.SERVER_DOWN : Kind.PROBLEM;
    }

    private static String sentence(Kind kind, LdapServer server, Throwable thrown) {
        var where = server == null ? "The server" : server.toString();
        var host = server == null ? "" : server.host();
        return switch (kind) {
            case CANNOT_RESOLVE -> "The name " + host + " has no address.";
            case REFUSED -> where + " refuses connections: nothing listens on that port.";
            case NO_ROUTE -> "There is no way through the network to " + where + ".";
            case TIMEOUT -> where + " didn't answer in time.";
            case UNTRUSTED -> "The certificate of " + where + " isn't signed by an authority that Everup trusts.";
            case WRONG_NAME -> "The certificate of " + where + " is made out to another name than " + host + ".";
            case EXPIRED -> "The certificate of " + where + " has expired or isn't valid yet.";
            case TLS -> where + " doesn't speak TLS as Everup needs it.";
            case NO_START_TLS -> where + " doesn't offer StartTLS.";
            case SERVER_DOWN -> where + " closed the connection or can't serve now.";
            case BIND_REFUSED -> where + " refuses the account or the password that Everup binds with.";
            case BASE_NOT_FOUND -> where + " has no entry at the base.";
            case BUSY -> "Too many sign-ins wait for the directory.";
            case PROBLEM -> where + " refused the request" + code(thrown) + ".";
        };
    }

    /** The result's name and number alone: a server's own words may hold what was asked. */
    private static String code(Throwable thrown) {
        return thrown instanceof LDAPException ldap
                ? " (" + ldap.getResultCode().getName() + ", "
                        + ldap.getResultCode().intValue() + ")"
                : "";
    }
}
