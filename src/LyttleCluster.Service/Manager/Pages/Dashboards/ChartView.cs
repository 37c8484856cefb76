namespace LyttleCluster.Service.Manager.Pages.Dashboards;

/// <summary>A small chart.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Top">What the upper edge stands for, in words.</param>
/// <param name="Span">Which time it shows, in words.</param>
public sealed record ChartView(string Title, IReadOnlyList<ChartLineView> Lines, string Top, string Span);

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Now">Its last value, in words.</param>
/// <param name="Points">Its points as SVG has them, in a box of 600 × 120.</param>
/// <param name="Tone">Its colour.</param>
public sealed record ChartLineView(string Name, string Now, string Points, Tone Tone);
