# `cmake --install build/release --prefix DIR`, and the Debian package that `./halong package` makes of the same files:
#   bin/halong              the program
#   share/halong/data       the embedded city
#   share/halong/scenarios  ready scenarios and studies, with their schemas
#   share/halong/viz/dist   the viewer, where it has been built
#   share/doc/halong        README, CHANGELOG, licence
# The program finds share/halong beside its bin folder, wherever the prefix lies. The Python package is installed by pip.
if(SKBUILD)
    return()
endif()
include(GNUInstallDirs)

set(home "${CMAKE_INSTALL_DATADIR}/halong")
install(TARGETS halong RUNTIME COMPONENT program)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/data" "${PROJECT_SOURCE_DIR}/scenarios" DESTINATION "${home}" COMPONENT program
    PATTERN "*.tmp" EXCLUDE)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/viz/dist" DESTINATION "${home}/viz" COMPONENT program OPTIONAL)
install(FILES README.md CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/halong" COMPONENT program)
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/halong" RENAME copyright COMPONENT program)

# One package, of the program alone. dpkg-shlibdeps finds on which libraries it depends.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME halong)
set(CPACK_PACKAGE_VENDOR "Hạ Long Twin")
set(CPACK_PACKAGE_CONTACT "Hạ Long Twin <halong-twin@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "digital twin of Hạ Long: traffic, visitors and services, person by person")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL program)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS OFF)
include(CPack)
