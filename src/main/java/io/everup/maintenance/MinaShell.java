package io.everup.maintenance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.springframework.stereotype.Component;

/** Apache MINA SSHD as a client. Nothing of the portal's own account ({@code ~/.ssh}) is used. */
@Component
class MinaShell implements RemoteShell {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 500;

    @Override
    public int run(Target target, String command, Duration deadline, Consumer<String> heard, BooleanSupplier stop)
            throws Failed {
        var offered = new AtomicReference<String>();
        try (var client = client(target, offered)) {
            client.start();
            try (var session = client.connect(target.login(), target.address(), target.port())
                    .verify(CONNECT)
                    .getSession()) {
                identify(session, target);
                session.auth().verify(CONNECT);
                return execute(session, command, deadline, heard, stop);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw failed(target, offered.get(), e);
        }
    }

    private static Failed failed(Target target, String offered, Exception e) {
        if (offered != null) {
            return new Failed(
                    target.hostKey() == null
                            ? "No host key is known for " + target + " yet."
                            : target + " showed another host key than the one that is known.",
                    offered,
                    e);
        }
        var why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new Failed("SSH to " + target + ": " + why, null, e);
    }

    private static SshClient client(Target target, AtomicReference<String> offered) {
        var client = SshClient.setUpDefaultClient();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setServerKeyVerifier((session, address, key) -> {
            var text = text(key);
            if (text.equals(target.hostKey())) {
                return true;
            }
            offered.set(text);
            return false;
        });
        return client;
    }

    static String text(PublicKey key) {
        return PublicKeyEntry.toString(key);
    }

    private static void identify(ClientSession session, Target target) throws IOException, GeneralSecurityException {
        if (!target.byKey()) {
            session.addPasswordIdentity(target.secret());
            return;
        }
        for (KeyPair pair : keys(target.secret())) {
            session.addPublicKeyIdentity(pair);
        }
    }

    /** @throws IOException when it is no private key that can be read, or it is locked by a passphrase */
    static Iterable<KeyPair> keys(String text) throws IOException, GeneralSecurityException {
        var bytes = (text.strip() + "\n").getBytes(StandardCharsets.UTF_8);
        var keys = SecurityUtils.loadKeyPairIdentities(
                null, NamedResource.ofName("key"), new ByteArrayInputStream(bytes), null);
        if (keys == null || !keys.iterator().hasNext()) {
            throw new IOException("This is no private key that can be read.");
        }
        return keys;
    }

    private static int execute(
            ClientSession session, String command, Duration deadline, Consumer<String> heard, BooleanSupplier stop)
            throws IOException {
        var until = System.nanoTime() + deadline.toNanos();
        try (ChannelExec channel = session.createExecChannel(command);
                var out = new Heard(heard)) {
            channel.setOut(out);
            channel.setErr(out);
            channel.open().verify(CONNECT);
            while (!channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LOOK_MILLIS)
                    .contains(ClientChannelEvent.CLOSED)) {
                if (stop.getAsBoolean()) {
                    throw new IOException("It was cancelled; the connection was closed, but the command may run on.");
                }
                if (System.nanoTime() > until) {
                    throw new IOException("It wasn't over after " + TimeUnit.NANOSECONDS.toSeconds(deadline.toNanos())
                            + " s; the connection was closed, but the command may run on.");
                }
            }
            return channel.getExitStatus() == null ? -1 : channel.getExitStatus();
        }
    }

    /** Passes on what is written; a character that is cut in two between writes may be shown as unreadable. */
    private static final class Heard extends OutputStream {
        private final Consumer<String> heard;

        Heard(Consumer<String> heard) {
            this.heard = heard;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            heard.accept(new String(bytes, from, length, StandardCharsets.UTF_8));
        }
    }
}
