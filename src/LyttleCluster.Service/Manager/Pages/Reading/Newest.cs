using System.Globalization;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>How far back a list goes whose past is long: all of it is not read for a page.</summary>
internal static class Newest
{
    private const int Most = 10_000;

    public static int Of(PageCall call) => call.Query("newest") is not { } text ? ListRequest.PageRows
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Most ? number
        : throw PageErrors.ValueInvalid("newest", text, $"a number from 1 to {Most}");

    public static ListFilter<T> Filter<T>() => new("newest", "The newest", (_, _) => true) { Options = ["1000", "10000"], Any = "200" };

    /// <summary>Says that there may be more; null when there are not.</summary>
    public static string? About(string what, int count, PageCall call) =>
        count >= Of(call) ? string.Create(CultureInfo.InvariantCulture, $"The newest {count:#,0} {what}; filters look at these.") : null;
}
