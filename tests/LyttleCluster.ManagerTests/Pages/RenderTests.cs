using Microsoft.Playwright;

namespace LyttleCluster.ManagerTests.Pages;

[Collection(ChromiumCollection.Name)]
public class RenderTests(Chromium chromium)
{
    [ChromiumFact]
    public async Task Every_page_is_shown_without_a_complaint()
    {
        await using var manager = await SamplePages.StartAsync();
        foreach (var (name, options) in Looks)
        {
            await using var window = await chromium.OpenAsync(manager.Address, options);
            foreach (var path in PageList.Paths)
            {
                var answer = await window.GoAsync(path);
                Assert.Equal((path, 200), (path, answer.Status));
                await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Screenshots.Path($"{name}{(path == "/" ? "-status" : path.Replace('/', '-'))}.png"), FullPage = true });
                Assert.True(await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{path} scrolls sideways at {options.Width} px.");
            }

            Assert.Empty(window.Complaints);
            Assert.All(window.Requests, request => Assert.StartsWith(manager.Address.ToString(), request, StringComparison.Ordinal));
        }
    }

    private static (string Name, WindowOptions Options)[] Looks =>
    [
        ("light", new WindowOptions()),
        ("dark", new WindowOptions { IsDark = true }),
        ("narrow", new WindowOptions { Width = 400, Height = 800 }),
    ];
}
