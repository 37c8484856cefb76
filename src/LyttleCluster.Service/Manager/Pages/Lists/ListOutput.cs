namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>In which form a list is asked for.</summary>
internal enum ListOutput
{
    /// <summary>A page.</summary>
    Html,

    /// <summary>Aligned text.</summary>
    Text,

    /// <summary>As the API gives it.</summary>
    Json,

    /// <summary>For spreadsheets.</summary>
    Csv,
}
