using System.Net;
using LyttleCluster.Core;
using LyttleCluster.Core.Security;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>Who comes with a token sees what it lets them see, and is told kindly what it does not.</summary>
[Collection(ChromiumCollection.Name)]
public class SignInTests(Chromium chromium)
{
    [ChromiumFact]
    public async Task A_viewer_signs_in_looks_and_is_offered_nothing_else()
    {
        await using var manager = await SamplePages.StartAsync();
        var token = Assert.Single(await manager.ChangeAsync(new NewToken { Name = "vera", Role = AccessRole.Viewer })).Value!;
        await using var window = await chromium.OpenAsync(manager.Address);
        var page = window.Page;
        await window.GoAsync("/sign-in?return=%2Fnodes%2Fams1");
        await page.GetByLabel("Token").FillAsync("not-a-token");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator(".notice.bad")).ToBeVisibleAsync();

        await window.GoAsync("/sign-in?return=%2Fnodes%2Fams1");
        await page.GetByLabel("Token").FillAsync(token.Secret.Reveal());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("ams1");
        await Expect(page.Locator(".caller")).ToHaveTextAsync("vera");
        await Expect(page.GetByText("Suspend…")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Access" })).ToHaveCountAsync(0);

        var refused = await window.GoAsync("/nodes/ams1/suspend");
        Assert.Equal(403, refused.Status);
        await Expect(page.Locator("h1")).ToHaveTextAsync("You may not do that");
        Assert.Equal(403, (await window.GoAsync("/access")).Status);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Screenshots.Path("light-refused.png"), FullPage = true });

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Screenshots.Path("light-sign-in.png"), FullPage = true });
    }

    [Fact]
    public async Task Pages_and_assets_have_their_headers()
    {
        await using var manager = await SamplePages.StartAsync();
        using var page = await manager.Client.GetAsync("/");
        Assert.Equal("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'", Header(page, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(page, "X-Content-Type-Options"));
        Assert.Equal("same-origin", Header(page, "Referrer-Policy"));
        Assert.Equal("no-store", Header(page, "Cache-Control"));
        var text = await page.Content.ReadAsStringAsync();
        foreach (var path in System.Text.RegularExpressions.Regex.Matches(text, "/assets/[a-z]+\\.[0-9a-f]{16}\\.[a-z]+").Select(match => match.Value).Distinct())
        {
            using var asset = await manager.Client.GetAsync(path);
            Assert.Contains("immutable", Header(asset, "Cache-Control"), StringComparison.Ordinal);
            using var again = new HttpRequestMessage(HttpMethod.Get, path);
            again.Headers.TryAddWithoutValidation("If-None-Match", Header(asset, "ETag"));
            using var same = await manager.Client.SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        }

        using var gone = await manager.Client.GetAsync("/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Contains("There is no page /nowhere.", await gone.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var node = await manager.Client.GetAsync("/nodes/nobody");
        Assert.Equal(HttpStatusCode.NotFound, node.StatusCode);
    }

    [Theory]
    [InlineData("/logs?include=(", "PageValueInvalid")]
    [InlineData("/logs?last=soon", "PageValueInvalid")]
    [InlineData("/logs?lines=0", "PageValueInvalid")]
    [InlineData("/events?newest=0", "PageValueInvalid")]
    [InlineData("/events?severity=loud", "PageValueInvalid")]
    [InlineData("/operations?outcome=fine", "PageValueInvalid")]
    public async Task What_cannot_be_asked_for_is_said(string path, string errorId)
    {
        await using var manager = await PagesManager.StartAsync();
        using var answer = await manager.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(errorId, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_shown_by_time_level_and_words()
    {
        await using var manager = await PagesManager.StartAsync();
        manager.Log.Warn("first of all", ("node", "web1"));
        manager.Log.Info("second of all");
        var all = await manager.Client.GetStringAsync("/logs?output=text&last=start");
        Assert.Contains("first of all (node=web1)", all, StringComparison.Ordinal);
        var some = await manager.Client.GetStringAsync("/logs?output=text&include=OF+ALL&exclude=web1&last=1h");
        Assert.Equal(2, some.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("second", some, StringComparison.Ordinal);
        Assert.DoesNotContain("second", await manager.Client.GetStringAsync("/logs?output=text&level=warn"), StringComparison.Ordinal);
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.TryGetValues(name, out var values) ? values : answer.Content.Headers.GetValues(name));
}
