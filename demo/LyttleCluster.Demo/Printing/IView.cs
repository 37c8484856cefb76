namespace LyttleCluster.Demo.Printing;

/// <summary>How rows of one type are printed, each as soon as it is there.</summary>
internal interface IView<in T>
{
    /// <summary>The lines for one row; the first row may have a head.</summary>
    IEnumerable<string> Lines(T row, bool first);
}
