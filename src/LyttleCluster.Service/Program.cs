var version = typeof(Program).Assembly.GetName().Version?.ToString(3);
Console.Error.WriteLine($"lyttle-cluster {version}: this version has the PowerShell module only; the roles manager and agent are not in it yet (see CHANGELOG.md).");
return 2;
