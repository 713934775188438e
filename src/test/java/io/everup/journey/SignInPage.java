package io.everup.journey;

/** Where everybody begins. */
record SignInPage(Browser browser) {

    void signIn(String user, String password) {
        browser.type("#username", user);
        browser.type("#password", password);
        browser.click("button[type=submit]");
    }
}
