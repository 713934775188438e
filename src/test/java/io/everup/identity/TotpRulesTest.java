package io.everup.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpRulesTest {

    /** RFC 6238, appendix B. */
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void codesAreThoseOfTheStandard(long seconds, String code) {
        var at = Instant.ofEpochSecond(seconds);
        assertThat(TotpRules.code(SECRET, TotpRules.step(at))).isEqualTo(code);
        assertThat(TotpRules.match(SECRET, code, at)).hasValue(TotpRules.step(at));
    }

    @Test
    void aCodeHoldsOneStepEitherWayAndNoMore() {
        var at = Instant.ofEpochSecond(1_111_111_111);
        var code = TotpRules.code(SECRET, TotpRules.step(at));
        assertThat(TotpRules.match(SECRET, code, at.plusSeconds(30))).isPresent();
        assertThat(TotpRules.match(SECRET, code, at.minusSeconds(30))).isPresent();
        assertThat(TotpRules.match(SECRET, code, at.plusSeconds(60))).isEmpty();
        assertThat(TotpRules.match(SECRET, code, at.minusSeconds(60))).isEmpty();
    }

    @Test
    void whatIsNoCodeIsWrong() {
        for (var text : new String[] {null, "", "12345", "1234567", "12345a", "٣٣٣٣٣٣"}) {
            assertThat(TotpRules.match(SECRET, text, Instant.EPOCH)).isEmpty();
        }
    }

    @Test
    void theAddressIsWhatAuthenticatorsRead() {
        assertThat(TotpRules.uri(SECRET, "oli@example.org"))
                .isEqualTo("otpauth://totp/Everup:oli%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                        + "&issuer=Everup&algorithm=SHA1&digits=6&period=30");
    }

    /** RFC 4648, section 10. */
    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void base32IsThatOfTheStandard(String text, String encoded) {
        assertThat(TotpRules.base32(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(encoded);
    }

    @ParameterizedTest
    @CsvSource({
        "'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', Firefox on Windows",
        "'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36',"
                + " Chrome on Linux",
        "'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0', Edge on Windows",
        "'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604',"
                + " Safari on iPhone",
        "'', An unknown browser",
        "curl/8.1, curl"
    })
    void aBrowserHasWords(String agent, String words) {
        assertThat(DeviceRules.words(agent)).isEqualTo(words);
        assertThat(DeviceRules.words(null)).isEqualTo("An unknown browser");
    }

    @Test
    void aRecoveryCodeIsReadAsItIsTyped() {
        var code = RecoveryCode.fresh(new java.security.SecureRandom());
        assertThat(code.text()).matches("([0-9a-z]{4}-){3}[0-9a-z]{4}");
        assertThat(RecoveryCode.parse(code.text().toUpperCase(java.util.Locale.ROOT) + " "))
                .contains(code);
        assertThat(RecoveryCode.parse("123456")).isEmpty();
        assertThat(code.toString()).doesNotContain(code.letters());
    }
}
