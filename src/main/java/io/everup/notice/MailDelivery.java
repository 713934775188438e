package io.everup.notice;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.time.Clock;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** Sends notices by SMTP, as text and HTML. */
@Component
class MailDelivery {

    private final ObjectProvider<JavaMailSenderImpl> server;
    private final NoticeSettings settings;
    private final ITemplateEngine templates;
    private final Clock clock;

    MailDelivery(
            ObjectProvider<JavaMailSenderImpl> server,
            NoticeSettings settings,
            ITemplateEngine templates,
            Clock clock) {
        this.server = server;
        this.settings = settings;
        this.templates = templates;
        this.clock = clock;
    }

    /** What mail is set up with; without passwords. */
    MailView view() {
        var set = server.getIfAvailable();
        if (set == null || set.getHost() == null || set.getHost().isBlank()) {
            return new MailView(false, null, 0, null, false, settings.from(), settings.publicUrl());
        }
        return new MailView(
                true,
                set.getHost(),
                set.getPort() < 0 ? 25 : set.getPort(),
                set.getUsername(),
                "true".equals(set.getJavaMailProperties().getProperty("mail.smtp.starttls.required"))
                        || "true".equals(set.getJavaMailProperties().getProperty("mail.smtp.ssl.enable")),
                settings.from(),
                settings.publicUrl());
    }

    /** Waits as long as the settings of the mail server allow; the caller has a deadline of its own. */
    Delivery send(Outgoing notice) {
        var target = String.join(", ", notice.recipients());
        var set = server.getIfAvailable();
        if (set == null || set.getHost() == null || set.getHost().isBlank()) {
            return Delivery.failed(target, "No mail server is set: SPRING_MAIL_HOST is empty.");
        }
        var where = set.getHost() + ":" + (set.getPort() < 0 ? 25 : set.getPort());
        try {
            set.send(message(set.getSession(), notice));
            return Delivery.done(target, "Accepted by " + where + ".");
        } catch (MessagingException e) {
            return Delivery.refused(target, "The mail could not be written: " + e.getMessage());
        } catch (MailException e) {
            return failure(target, where, e);
        }
    }

    private MimeMessage message(Session session, Outgoing notice) throws MessagingException {
        var domain = settings.from().substring(settings.from().indexOf('@') + 1).replaceAll("[>\\s].*", "");
        var message = new IdentifiedMessage(session, "<" + notice.id() + "@" + domain + ">");
        var helper = new MimeMessageHelper(message, true, "UTF-8");
        helper.setFrom(settings.from());
        helper.setTo(notice.recipients().toArray(String[]::new));
        helper.setSubject("[Everup] " + notice.title().replaceAll("[\\r\\n]+", " "));
        helper.setSentDate(Date.from(clock.instant()));
        helper.setText(text(notice), html(notice));
        if (notice.file() != null) {
            helper.addAttachment(notice.fileName(), new ByteArrayDataSource(notice.file(), notice.fileType()));
        }
        message.setHeader("Auto-Submitted", "auto-generated");
        if (notice.thread() != null) {
            var root = "<" + notice.thread() + "@" + domain + ">";
            message.setHeader("In-Reply-To", root);
            message.setHeader("References", root);
        }
        if (notice.severity() == NoticeSeverity.CRITICAL) {
            message.setHeader("X-Priority", "1");
        }
        return message;
    }

    /** One id for all attempts, so that a mail that came twice is known to be one. */
    private static final class IdentifiedMessage extends MimeMessage {
        private final String id;

        IdentifiedMessage(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }

    private String html(Outgoing notice) {
        var context = new Context(Locale.ENGLISH);
        context.setVariable("notice", notice);
        context.setVariable("base", settings.publicUrl());
        return templates.process("notice/mail", context);
    }

    String text(Outgoing notice) {
        var text = new StringBuilder();
        for (var line : notice.lines()) {
            text.append(line.title()).append(": ").append(line.text()).append('\n');
            if (line.next() != null && !line.event().equals("cleared")) {
                text.append("What to do: ").append(line.next()).append('\n');
            }
            if (!line.parts().isEmpty()) {
                text.append("Affected: ").append(names(line.parts())).append('\n');
            }
            if (line.since() != null) {
                text.append("Since: ").append(line.since()).append('\n');
            }
            var link = settings.link(line.path());
            text.append(link == null ? "" : link + "\n").append('\n');
        }
        return text.append("-- \nSent by Everup. Who is told of what is set under Administration > Notices.\n")
                .toString();
    }

    private static String names(List<String> parts) {
        var most = 30;
        var shown = parts.stream().limit(most).collect(Collectors.joining(", "));
        return parts.size() > most ? shown + " and " + (parts.size() - most) + " more" : shown;
    }

    private static Delivery failure(String target, String where, MailException e) {
        if (e instanceof MailAuthenticationException) {
            return Delivery.failed(target, where + " refuses user or password.");
        }
        var refused = addresses(e);
        if (refused != null) {
            var names = Arrays.stream(refused.getInvalidAddresses())
                    .map(Address::toString)
                    .collect(Collectors.joining(", "));
            var sent = refused.getValidSentAddresses();
            return sent != null && sent.length > 0
                    ? Delivery.done(target, "Accepted by " + where + ", but not for " + names + ".")
                    : Delivery.refused(target, where + " refuses the recipient " + names + ".");
        }
        return Delivery.failed(target, where + ": " + root(e));
    }

    /** Null unless the server refused recipients. */
    private static SendFailedException addresses(MailException e) {
        if (e instanceof MailSendException failed) {
            for (var cause : failed.getMessageExceptions()) {
                if (cause instanceof SendFailedException one
                        && one.getInvalidAddresses() != null
                        && one.getInvalidAddresses().length > 0) {
                    return one;
                }
            }
        }
        return null;
    }

    private static String root(Throwable e) {
        var cause = e;
        if (e instanceof MailSendException failed && failed.getMessageExceptions().length > 0) {
            cause = failed.getMessageExceptions()[0];
        }
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        var text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return text.strip().replaceAll("\\s+", " ");
    }
}
