using Microsoft.Playwright;

namespace LyttleCluster.ManagerTests.Pages;

/// <summary>One browser for all tests; each test gets a window of its own, which shares nothing.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Program { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? WhyNot { get; } = Program is null ? "There is no Chromium here: ./build.sh test installs the package chromium where it may." : null;

    public async Task InitializeAsync()
    {
        if (WhyNot is not null) return;
        _playwright = await Playwright.CreateAsync();
        // As root Chromium does not start with its sandbox; it sees nothing but our own pages.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    internal async Task<Window> OpenAsync(Uri address, WindowOptions? options = null)
    {
        options ??= new WindowOptions();
        var context = await (_browser ?? throw new InvalidOperationException(WhyNot)).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ColorScheme = options.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = options.Width, Height = options.Height },
            JavaScriptEnabled = options.HasScript,
        });
        return await Window.OpenAsync(context);
    }
}

/// <summary>How a window is opened.</summary>
internal sealed record WindowOptions
{
    public int Width { get; init; } = 1280;

    public int Height { get; init; } = 860;

    public bool IsDark { get; init; }

    public bool HasScript { get; init; } = true;
}

/// <summary>The tests that share the browser; one after the other, on few cores.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumCollection : ICollectionFixture<Chromium>
{
    public const string Name = "Chromium";
}
